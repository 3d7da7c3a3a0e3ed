"""What is known of a document, read from it attribute by attribute; and the same, read from an answer of a truss."""

from truss_worker.values.json_encode import to_plain


def told_of(document, extensions=()):
    """Reads a document.

    Args:
        document: of the live pipeline.
        extensions: names of custom attributes of documents that are wanted.
    """
    tagged = {name: document.has_annotation(name.upper()) for name in ("tag", "pos", "morph", "lemma", "dep")}
    found = {
        "text": document.text,
        "ents": [of_span(entity, kb=entity.kb_id_) for entity in document.ents],
        "cats": dict(document.cats),
        "sents": [[sentence.start_char, sentence.end_char] for sentence in document.sents]
        if document.has_annotation("SENT_START")
        else [],
        "spans": {
            key: [of_span(span, score=score) for span, score in zip(group, scores_of(group))]
            for key, group in document.spans.items()
        },
        "tokens": [
            [
                token.idx,
                len(token),
                *(
                    getattr(token, f"{name}_") if name != "morph" else str(token.morph)
                    for name in tagged
                    if tagged[name]
                ),
                token.head.i if tagged["dep"] else None,
            ]
            for token in document
        ],
        "_": {name: document._.get(name) for name in extensions},
    }
    return to_plain(found)


def scores_of(group):
    return group.attrs.get("scores", [None] * len(group))


def of_span(span, kb=None, score=None):
    return [span.start_char, span.end_char, span.label_, span.id_, kb or "", score]


def told_in(answer, extensions=()):
    """Reads one document of an answer."""
    names = ("tag", "pos", "morph", "lemma", "dep")
    return {
        "text": answer["text"],
        "ents": [of_answer(each) for each in answer.get("ents", [])],
        "cats": answer.get("cats", {}),
        "sents": [[each["start"], each["end"]] for each in answer.get("sents", [])],
        "spans": {key: [of_answer(each) for each in group] for key, group in answer.get("spans", {}).items()},
        "tokens": [
            [
                token["start"],
                token["end"] - token["start"],
                *(token[name] for name in names if name in token),
                token.get("head"),
            ]
            for token in answer["tokens"]
        ],
        "_": {name: answer["_"][name] for name in extensions},
    }


def of_answer(span):
    return [
        span["start"],
        span["end"],
        span["label"],
        span.get("id", ""),
        span.get("kb_id", ""),
        span.get("score"),
    ]
