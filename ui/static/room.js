// Leaves at once, wipes on leaving, starting over and idling, and keeps nothing in the browser.
// Knows no words: everything a person reads comes from frame.html and from the data attributes of <meta name="room">.
(() => {
  const words = document.querySelector('meta[name="room"]').dataset;
  const find = (selector) => document.querySelector(selector);
  const now = () => Date.now();
  let presses = 0;
  let shiftAlone = false;
  let pressTimer;
  let usedAt = now();
  let warned = false;
  let leaving = false;

  // Older Gradio runs left whole transcripts here; switching run history off does not remove them.
  const cleanStorage = () => {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("gradio:") || key.startsWith("_saved_conversations")) localStorage.removeItem(key);
      }
      sessionStorage.clear();
    } catch { /* storage can be switched off, and then there is nothing to clean */ }
  };

  const key = () => find("#talk-key")?.textContent.trim() ?? "";
  const forget = () => { if (key()) navigator.sendBeacon("/forget", key()); };
  const announce = (text) => { find("#room-status").textContent = text; };

  const leave = () => {
    if (leaving) return;
    leaving = true;
    document.documentElement.hidden = true;
    document.title = words.titleAfter;
    forget();
    cleanStorage();
    const online = /^https:/.test(words.leaveTo) && navigator.onLine;
    location.replace(online ? words.leaveTo : "/measures");
    // Last, because Gradio may stumble when its page goes, and the way out must not wait for that.
    document.body.replaceChildren();
  };

  const beginAgain = (why) => {
    forget();
    cleanStorage();
    if (why) history.replaceState({ why }, "");
    location.reload();
  };

  const resetPresses = (text) => {
    if (presses && text !== undefined) announce(text);
    presses = 0;
  };

  const listenForShift = () => {
    addEventListener("keydown", (event) => {
      if (event.key === "Shift") { shiftAlone = true; return; }
      shiftAlone = false;
      resetPresses("");
    }, true);
    addEventListener("pointerdown", () => { shiftAlone = false; resetPresses(""); }, true);
    addEventListener("keyup", (event) => {
      if (event.key !== "Shift" || !shiftAlone) return;
      shiftAlone = false;
      presses += 1;
      clearTimeout(pressTimer);
      if (presses === 3) { leave(); return; }
      announce(presses === 1 ? words.leaveTwoMore : words.leaveOneMore);
      pressTimer = setTimeout(() => resetPresses(words.leaveNotNow), 5000);
    }, true);
  };

  const watchForIdling = () => {
    const limit = Number(words.idleSeconds) * 1000;
    const warning = Math.min(60000, limit / 2);
    for (const kind of ["keydown", "pointerdown", "pointermove", "scroll", "focusin"]) {
      addEventListener(kind, () => {
        usedAt = now();
        if (warned) announce("");
        warned = false;
      }, { capture: true, passive: true });
    }
    setInterval(() => {
      const idle = now() - usedAt;
      if (!find("#your-words")) return;
      if (idle > limit) beginAgain(words.idleOver);
      else if (idle > limit - warning && !warned) { warned = true; announce(words.idleSoon); }
    }, Math.min(5000, limit / 8));
  };

  const showHelplines = async (country) => {
    const list = find("#helplines-list");
    const asked = country ?? find("#country input:checked")?.value ?? null;
    list.setAttribute("aria-busy", "true");
    if (!list.firstChild) list.textContent = list.dataset.loading;
    try {
      const answer = await fetch("/helplines", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ country: asked, key: key() }),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      list.innerHTML = await answer.text();
      if (country) find("#helplines").scrollTo(0, 0);
    } catch {
      list.textContent = list.dataset.failed;
    }
    list.removeAttribute("aria-busy");
  };

  const listenForClicks = () => {
    document.addEventListener("click", (event) => {
      const button = event.target.closest?.("button, a");
      if (!button) {
        if (event.target instanceof HTMLDialogElement) event.target.close();
        return;
      }
      if (button.id === "leave" || "leave" in button.dataset) leave();
      else if (button.id === "helplines-open") { find("#helplines").showModal(); showHelplines(); }
      else if (button.id === "again-open") find("#again").showModal();
      else if (button.id === "again-yes") beginAgain();
      else if ("close" in button.dataset) button.closest("dialog").close();
      else if (button.dataset.country) showHelplines(button.dataset.country);
      else if (button.id === "skip") {
        event.preventDefault();
        (find("#your-words textarea") ?? find("#first"))?.focus();
      }
    });
  };

  const bringSourcesIntoView = () => {
    document.addEventListener("toggle", (event) => {
      if (event.target.open && event.target.closest("#said")) event.target.scrollIntoView({ block: "nearest" });
    }, true);
  };

  // Gradio reads a message's raw markup aloud as its label, in its own words; ours say who speaks, and no more.
  const nameSpeakers = () => {
    for (const said of document.querySelectorAll('#said [data-testid="bot"], #said [data-testid="user"]')) {
      const speaker = said.dataset.testid === "bot" ? words.speakerMe : words.speakerYou;
      if (said.getAttribute("aria-label") === speaker) continue;
      said.setAttribute("role", "group");
      said.setAttribute("aria-label", speaker);
    }
    const log = find('#said [role="log"]');
    if (log && log.getAttribute("aria-label") !== words.talkLabel) {
      log.setAttribute("aria-label", words.talkLabel);
      log.tabIndex = 0;
    }
  };

  const enterTalk = () => {
    const box = find("#your-words textarea");
    box.setAttribute("aria-describedby", "keys-hint");
    find("#line").setAttribute("role", "status");
    find("#again-open").hidden = false;
    scrollTo(0, 0);
    // On a phone the keyboard would jump up and hide what has just been said.
    if (matchMedia("(pointer: fine)").matches) box.focus();
  };

  // Gradio builds the page later than this runs, and swaps the first screen for the talk in place.
  const followScreens = () => {
    let talking = false;
    const look = () => {
      find("#first")?.setAttribute("tabindex", "-1");
      if (!find("#room-page")) find("main")?.setAttribute("id", "room-page");
      if (!talking && find("#your-words textarea") && find("#line")) {
        talking = true;
        enterTalk();
      }
      nameSpeakers();
    };
    new MutationObserver(look).observe(document.body, {
      childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"],
    });
  };

  cleanStorage();
  document.documentElement.lang = "en";
  document.body.insertAdjacentHTML("afterbegin", words.frame);
  listenForShift();
  listenForClicks();
  bringSourcesIntoView();
  followScreens();
  watchForIdling();
  addEventListener("pagehide", () => { if (!leaving) forget(); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  if (history.state?.why) { announce(history.state.why); history.replaceState(null, ""); }
})();
