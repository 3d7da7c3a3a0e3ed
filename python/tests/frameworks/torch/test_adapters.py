"""Networks with adapters of peft become trusses that answer as both together, and need neither peft nor a hub."""

import numpy as np
import peft
import pytest
import torch
import transformers
from sentence_transformers import models

from client.conftest import answer_afresh
from frameworks.torch import networks, tiny_pipelines, tiny_sentence_models
from truss.errors import TrussError
from truss_worker.values.json_encode import to_plain

TEXTS = ["a good day", "what is this?"]
TOKENS = torch.tensor([[1, 2, 3], [4, 5, 6]])
LORA = peft.LoraConfig(target_modules=["query", "value"], r=2)


@pytest.fixture(autouse=True)
def _any_version(monkeypatch):
    """The newest peft there is can be older than transformers asks for, and has what it takes nevertheless."""
    monkeypatch.setattr("transformers.integrations.peft.check_peft_version", lambda **_: None)


def taught(model):
    """As if the adapters had been trained: those that are new change nothing."""
    torch.manual_seed(1)
    for name, weights in model.named_parameters():
        if "lora_B" in name or "modules_to_save" in name:
            torch.nn.init.normal_(weights, std=0.5)
    return model.eval()


def of_peft(network, config=LORA):
    return taught(peft.get_peft_model(network, config))


def of_transformers(network, config=LORA):
    network.add_adapter(config)
    return taught(network)


def is_changed(network, plain):
    with torch.no_grad():
        return not torch.allclose(network(TOKENS)[0], plain(TOKENS)[0], atol=1e-4)


@pytest.mark.parametrize("adapt", [of_peft, of_transformers])
def test_a_network_with_adapters_answers_as_both(pack, tmp_path, adapt):
    network = adapt(tiny_pipelines.bert("BertModel"))
    assert is_changed(network, tiny_pipelines.bert("BertModel").eval())
    state = {name: value.clone() for name, value in network.state_dict().items()}
    directory, packed = pack(network, {"input_ids": TOKENS})
    assert "peft" not in {each.name for each in packed.requirements}
    [answer] = answer_afresh([(directory, {"inputs": {"input_ids": TOKENS.tolist()}})], cwd=tmp_path)
    with torch.no_grad():
        np.testing.assert_allclose(answer["predictions"], network(TOKENS)[0], rtol=1e-4, atol=1e-5)
    # The user's own is left as it was.
    assert all(torch.equal(value, state[name]) for name, value in network.state_dict().items())


def test_a_head_that_was_trained_beside_them_is_taken_along(load_generated):
    config = peft.LoraConfig(target_modules=["query"], r=2, modules_to_save=["classifier"])
    network = of_peft(tiny_pipelines.bert("BertForSequenceClassification"), config)
    answer = load_generated(network, {"input_ids": TOKENS}).predict({"inputs": {"input_ids": TOKENS.tolist()}})
    with torch.no_grad():
        np.testing.assert_allclose(answer["predictions"], network(TOKENS).logits, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("adapt", [of_peft, of_transformers])
@pytest.mark.parametrize("as_pipeline", [True, False])
def test_a_pipeline_of_a_network_with_adapters_answers_as_both(load_generated, adapt, as_pipeline):
    network = adapt(tiny_pipelines.bert("BertForSequenceClassification"))
    pipeline = transformers.pipeline("text-classification", model=network, tokenizer=tiny_pipelines.tokenizer())
    expected = [each["score"] for each in to_plain(pipeline(TEXTS))]
    loaded = load_generated(pipeline if as_pipeline else (network, tiny_pipelines.tokenizer()))
    answer = [each["score"] for each in loaded.predict({"inputs": TEXTS})["predictions"]]
    np.testing.assert_allclose(answer, expected, rtol=1e-4)


def test_sentences_are_encoded_with_the_adapters(load_generated):
    model = tiny_sentence_models.encoder(tiny_sentence_models.transformer(), models.Pooling(16))
    plain = model.encode(TEXTS)
    model.add_adapter(LORA)
    taught(model)
    assert not np.allclose(model.encode(TEXTS), plain)
    np.testing.assert_allclose(
        load_generated(model).predict({"inputs": TEXTS})["predictions"], model.encode(TEXTS), atol=1e-5
    )


def test_a_network_of_the_user_s_own_with_adapters(load_generated):
    config = peft.LoraConfig(target_modules=["layers.0"], r=2)
    network = of_peft(networks.Net(4), config)
    rows = torch.randn(3, 4)
    with torch.no_grad():
        np.testing.assert_allclose(
            load_generated(network, rows).predict({"inputs": rows.tolist()})["predictions"], network(rows), atol=1e-5
        )


def test_adapters_that_are_no_matter_of_weights_are_refused(pack):
    config = peft.PromptTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=2)
    with pytest.raises(TrussError, match="The adapters of this PeftModelForCausalLM cannot be merged") as caught:
        pack(peft.get_peft_model(tiny_pipelines.gpt(), config))
    assert caught.value.code == "MODEL_CANNOT_PREDICT"
    assert "truss init" in caught.value.hint
