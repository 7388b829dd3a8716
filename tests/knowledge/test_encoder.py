"""The served encoder gives the vectors of the reference, in the order asked."""

import numpy as np
import pytest

from assistant import Assistant
from knowledge import Encoder

TEXTS = (
    "k.", "he goes quiet and I keep texting", "She says she's tired. Then she's on her phone till one.",
    "I am 58, married to Alan 31 years, and since last autumn I have been staying downstairs until I hear he is asleep.",
    "my english not so good. she always want talk. i need quiet", "WHY does he DO that???", "11 texts. hes AT A BAR",
    "I don't know how to put this without it sounding awful.", "🙂🙂🙂", "naïve café, fiancée", "日本語も少し", "one\ntwo\nthree",
    "a" * 300, "word " * 400, "(brackets) [and] {braces} \"quotes\"", "Is it me?", "Dr. Smith said it's fine; it isn't.",
    "he'll he'd he's hes", "3:15 on 12/08", "The kettle was still warm.",
)


@pytest.fixture(scope="module")
def encoder(assistant: Assistant) -> Encoder:
    return assistant.library.encoder


@pytest.mark.slow
def test_the_served_encoder_agrees_with_sentence_transformers(encoder: Encoder) -> None:
    """Cosine at least 0.9999 on each of twenty texts (today: 1.0000 on all)."""
    from knowledge.export import reference_vectors
    from knowledge.weights import model_folder

    reference = reference_vectors(TEXTS, model_folder())
    assert (reference * encoder.encode(TEXTS)).sum(1).min() >= 0.9999


def test_vectors_have_length_one_and_come_in_the_order_of_the_texts(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    alone = encoder.encode([TEXTS[3]])[0]
    assert float(alone @ vectors[3]) > 0.9999


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)
