"""Every rule is proved by the examples beside it, and the counted rules at their edges."""


from assistant import Assistant, Context, reading_grade
from assistant.check import CHECKS
from knowledge import Content, Rule


def contexts(rule: Rule) -> list[Context]:
    """The contexts in which a rule applies."""
    kinds: list[str] = list(rule.on)
    routes = rule.routes[:1] or (None,)
    return [Context(kind, route, locked=rule.while_locked) for kind in kinds for route in routes]  # type: ignore[arg-type]


def broken(assistant: Assistant, text: str, context: Context) -> set[str]:
    return {finding.rule for finding in assistant.check(text, context)}


def test_what_a_rule_fails_is_found(assistant: Assistant, content: Content, rule_id: str) -> None:
    rule = content.rules[rule_id]
    for context in contexts(rule):
        assert [text for text in rule.fails if rule_id not in broken(assistant, text, context)] == []


def test_what_a_rule_passes_is_not_found(assistant: Assistant, content: Content, rule_id: str) -> None:
    rule = content.rules[rule_id]
    for context in contexts(rule):
        assert [text for text in rule.passes if rule_id in broken(assistant, text, context)] == []


def test_a_rule_has_its_proof_beside_it(content: Content, rule_id: str) -> None:
    rule = content.rules[rule_id]
    assert rule.passes
    assert rule.fails or rule.check == "quotes-are-theirs", "only what needs a talk around it may do without"
    assert rule.check == "phrases" or rule.check in CHECKS
    assert bool(rule.phrases) == (rule.check == "phrases")


def test_a_finding_says_what_why_and_what_instead(assistant: Assistant) -> None:
    finding = next(one for one in assistant.check("He is clearly a narcissist.", Context()) if one.rule == "no-label")
    assert finding.quote in "He is clearly a narcissist."
    assert finding.why and finding.instead


def test_two_questions_are_one_too_many_unless_they_are_quoted(assistant: Assistant) -> None:
    assert "one-question" in broken(assistant, "What was it? And then?", Context())
    assert "one-question" not in broken(assistant, 'You wrote "why? why?" to them. What came back?', Context())


def test_ninety_words_are_the_most(assistant: Assistant) -> None:
    assert "short" not in broken(assistant, " ".join(["word"] * 90), Context())
    assert "short" in broken(assistant, " ".join(["word"] * 91), Context())


def test_a_quote_must_stand_in_what_was_told(assistant: Assistant) -> None:
    told = "she went  to her sisters\nfor two days"
    assert "quotes-are-theirs" not in broken(assistant, 'You wrote "went to her sisters for two days".', Context(told=told))
    assert "quotes-are-theirs" in broken(assistant, 'You wrote "ran to her sisters".', Context(told=told))


def test_a_quote_ends_where_a_word_ends(assistant: Assistant) -> None:
    found = broken(assistant, 'You wrote "went to her sister".', Context(told="she went to her sisters"))
    assert "quotes-are-theirs" in found


def test_their_own_words_in_quotes_break_no_rule_of_a_reply(assistant: Assistant) -> None:
    assert "no-label" not in broken(assistant, 'You wrote "he is a narcissist". What did he do?', Context())


def test_words_to_a_partner_are_judged_by_the_rules_for_them(assistant: Assistant, content: Content) -> None:
    said = {rule.id for rule in content.rules.values() if "said" in rule.on}
    found = broken(assistant, "You always ignore me. You never listen.", Context("said"))
    assert "always-never" in found
    assert found <= said


def test_rules_of_a_route_bind_on_that_route_only(assistant: Assistant, content: Content) -> None:
    rule = content.rules["no-drafting-after-a-no"]
    assert rule.id in broken(assistant, rule.fails[0], Context(route="accountable"))
    assert rule.id not in broken(assistant, rule.fails[0], Context(route="reflect"))


def test_the_pattern_may_be_named_once_the_gates_are_passed(assistant: Assistant, content: Content) -> None:
    rule = content.rules["names-no-pattern-early"]
    assert rule.id in broken(assistant, rule.fails[0], Context(locked=True))
    assert rule.id not in broken(assistant, rule.fails[0], Context(locked=False))


def test_long_words_in_long_sentences_have_a_higher_grade() -> None:
    assert reading_grade("He left. I sat down.") < 3
    assert reading_grade("Interpersonal communication necessitates considerable differentiation and accommodation.") > 15
    assert reading_grade("...") == 0
