"""What a pipeline is made of beside what spaCy writes: code to be imported before it is loaded, and settings."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from truss.errors import error_of

_OF_SPACY = ("spacy", "spacy_legacy", "thinc", "builtins")

_USUAL_MAX_LENGTH = 10**6

_OF_LANGUAGES = {
    "ja": ("sudachipy", "sudachidict-core"),
    "ko": ("natto-py",),
    "ru": ("pymorphy3", "pymorphy3-dicts-ru"),
    "th": ("pythainlp",),
    "uk": ("pymorphy3", "pymorphy3-dicts-uk"),
    "vi": ("pyvi",),
    "zh": ("spacy-pkuseg", "jieba"),
}
"""What spaCy imports for a language where it is asked to, and does not require."""


def check_pipeline(model: Any) -> None:
    """Refuses what no other process could import, and what spaCy would put something else in the place of.

    Raises:
        TrussError: `MODEL_NOT_SERIALISABLE`.
    """
    title = type(model).__name__
    for name, component in model.components:
        maker = _maker(model, model.get_pipe_meta(name).factory)
        if any(_is_of_a_notebook(part) for part in (component, maker)):
            raise error_of(
                "MODEL_NOT_SERIALISABLE",
                f"The component {name} of this {title} stands in a notebook or script",
                "Move it into a file of its own, and import it from there before it is added",
            )
    for place, part in _named_in({"nlp": model.config["nlp"], "components": model.config["components"]}, ""):
        if _is_of_a_notebook(part):
            raise error_of(
                "MODEL_NOT_SERIALISABLE",
                f"The config of this {title} names at {place} what stands in a notebook or script",
                "Move it into a file of its own, and import it from there before the pipeline is made",
            )
    _check_language(model)
    _check_tokenizer(model)


def _check_language(model: Any) -> None:
    from spacy.util import get_lang_class

    if get_lang_class(model.lang) is type(model):
        return
    hint = 'Give the class a `lang` of its own and put @spacy.registry.languages("…") above it'
    message = f"spaCy would load another class than {type(model).__qualname__} for the language {model.lang!r}"
    raise error_of("MODEL_NOT_SERIALISABLE", message, hint)


def _check_tokenizer(model: Any) -> None:
    """The class that the config tells of; spaCy reads its own rules into that, whatever the tokenizer was."""
    from spacy.util import registry

    made = registry.resolve({"tokenizer": model.config["nlp"]["tokenizer"]})["tokenizer"](model)
    if type(made) is type(model.tokenizer):
        return
    raise error_of(
        "MODEL_NOT_SERIALISABLE",
        f"spaCy would load {type(made).__name__} in the place of this tokenizer, {type(model.tokenizer).__name__}: "
        "the config of the pipeline does not tell of it",
        'Put @spacy.registry.tokenizers("my_tokenizer") above a function that gives a function of `nlp` to the '
        'tokenizer, and make the pipeline with config={"nlp": {"tokenizer": {"@tokenizers": "my_tokenizer"}}}',
    )


def code_of(model: Any) -> list[Any]:
    """The classes and functions that a pipeline is made of: of its components, of its config, its language."""
    components = [component for _, component in model.components]
    makers = [_maker(model, model.get_pipe_meta(name).factory) for name in model.component_names]
    named = _named_in({"nlp": model.config["nlp"], "components": model.config["components"]}, "")
    found = [
        *(part if hasattr(part, "__code__") else type(part) for part in components),
        *(maker for maker in makers if maker is not None),
        *(part for _, part in named),
        type(model),
        type(model.tokenizer),
    ]
    return [part for part in found if not _is_of_spacy(part)]


def modules_of(model: Any) -> list[str]:
    """The modules that register what the config of a pipeline names; spaCy's own register themselves."""
    return sorted({str(part.__module__) for part in code_of(model)})


def settings_of(model: Any) -> list[str]:
    """The lines that set again what spaCy does not write."""
    usual = model.max_length == _USUAL_MAX_LENGTH
    return [] if usual else [f"self.model.max_length = {model.max_length!r}"]


def can_forget(model: Any) -> bool:
    """Whether the words of a text can be freed after it: code of other people's may keep parts of documents."""
    return hasattr(model, "memory_zone") and not code_of(model)


def is_tokenizer_written(model: Any) -> bool:
    """Whether the tokenizer can be written; one of somebody's own need not be able to."""
    return hasattr(model.tokenizer, "to_disk") and hasattr(model.tokenizer, "from_disk")


def packages_of_language(model: Any) -> tuple[str, ...]:
    """What a language needs beside spaCy, as far as it was imported."""
    wanted = _OF_LANGUAGES.get(model.lang, ())
    return tuple(name for name in wanted if name.replace("-", "_").removesuffix("_py") in sys.modules)


def forgotten(model: Any) -> list[str]:
    """Tells of values that components hold and spaCy does not write: what they are made with is all that is kept."""
    found = []
    for name, component in model.components:
        if hasattr(component, "to_disk") or not hasattr(component, "__dict__") or _is_of_spacy(type(component)):
            continue
        fresh = _fresh(model, name)
        if type(fresh) is not type(component) or fresh is component:
            continue
        for attribute, value in vars(component).items():
            was = getattr(fresh, attribute, None)
            if _is_value(value) and _is_value(was) and value != was:
                found.append(
                    f"the component {name} has {attribute} = {_short(value)}, and {_short(was)} when it is made, which "
                    f"is all that spaCy keeps: give {type(component).__name__} a to_disk and a from_disk of its own"
                )
    return found


def _short(value: Any) -> str:
    return f"{value!r:.60}"


def _fresh(model: Any, name: str) -> Any:
    config = dict(model.config["components"][name])
    factory = config.pop("factory", None)
    try:
        return model.create_pipe(factory, name=name, config=config)
    except Exception:  # noqa: BLE001 - factories raise anything when they are called twice
        return None


def _is_value(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_is_value(part) for pair in value.items() for part in pair)
    if isinstance(value, (list, tuple, set, frozenset)):
        return all(_is_value(part) for part in value)
    return value is None or isinstance(value, (bool, int, float, str, bytes))


def _maker(model: Any, factory: str) -> Any:
    """The function or the class that was registered; None for a function that is the component itself."""
    from spacy.util import registry

    for name in (type(model).get_factory_name(factory), factory):
        if name in registry.factories:
            found = registry.factories.get(name)
            return None if getattr(found, "__module__", None) == "spacy.language" else found
    return None


def _named_in(config: Any, place: str) -> Iterator[tuple[str, Any]]:
    """The registered functions that a config names, each with its place."""
    from spacy.util import registry

    if isinstance(config, Mapping):
        for key, value in config.items():
            if str(key).startswith("@") and isinstance(value, str):
                found = getattr(registry, key[1:], None)
                if found is not None and value in found:
                    yield place, found.get(value)
            else:
                yield from _named_in(value, f"{place}.{key}" if place else str(key))
    elif isinstance(config, (list, tuple)):
        for part in config:
            yield from _named_in(part, place)


def _is_of_a_notebook(part: Any) -> bool:
    code = part if hasattr(part, "__qualname__") else type(part)
    return code.__module__ == "__main__" or (hasattr(part, "__code__") and "<locals>" in part.__qualname__)


def _is_of_spacy(part: Any) -> bool:
    return str(part.__module__).partition(".")[0] in _OF_SPACY
