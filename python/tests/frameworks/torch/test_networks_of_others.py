"""Networks of timm and torchvision become trusses that answer as they do; of timm the smallest of each kind."""

import numpy as np
import pytest
import timm
import torch
import torchvision

from client.conftest import answer_afresh
from truss._packing.pack import pack
from truss.frameworks.known import framework_of

PICTURES = torch.randn(2, 3, 96, 96, generator=torch.Generator().manual_seed(1))

OF_TORCHVISION = {
    "squeezenet1_1": {}, "shufflenet_v2_x0_5": {}, "mobilenet_v3_small": {}, "mnasnet0_5": {}, "efficientnet_b0": {},
    "regnet_y_400mf": {}, "googlenet": {"init_weights": False}, "lraspp_mobilenet_v3_large": {"weights_backbone": None},
    "ssdlite320_mobilenet_v3_large": {"weights_backbone": None},
}  # fmt: skip
LEFT_OUT = {
    "resnet*, densenet*, vgg*, alexnet, convnext*, swin*, vit*, maxvit, inception": "the same layers, in other numbers",
    "quantised ones": "their weights have to be fetched",
    "videos, optical flow": "minutes for a picture",
}


def of_timm(name):
    return lambda: timm.create_model(name, pretrained=False, num_classes=3)


def of_torchvision(name, options):
    return lambda: torchvision.models.get_model(name, weights=None, num_classes=3, **options)


NETWORKS = {
    **{f"timm's {name}": of_timm(name) for name in timm.list_models("test_*")},
    **{name: of_torchvision(name, options) for name, options in OF_TORCHVISION.items()},
}


def rows_of(network):
    """As large as the network wants them."""
    side = getattr(network, "default_cfg", {}).get("input_size", PICTURES.shape[1:])[-1]
    return torch.nn.functional.interpolate(PICTURES, (side, side))


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("networks")
    expected, requests = {}, []
    for number, (name, make) in enumerate(NETWORKS.items()):
        torch.manual_seed(0)
        network = make().eval()
        rows = rows_of(network)
        directory = folder / str(number)
        directory.mkdir()
        pack(framework_of(network), network, directory, None)
        with torch.no_grad():
            expected[name] = network(rows)
        requests.append((directory, {"inputs": rows.tolist()}))
    return {name: (expected[name], answer) for name, answer in zip(expected, answer_afresh(requests, cwd=folder))}


@pytest.mark.parametrize("name", NETWORKS)
def test_its_truss_answers_as_the_network_does(answers, name):
    expected, answer = answers[name]
    if isinstance(expected, list):  # what was found in each picture
        for row, found in zip(expected, answer["predictions"], strict=True):
            assert row.keys() == found.keys()
            for key, value in row.items():
                np.testing.assert_allclose(np.array(found[key]).reshape(value.shape), value, rtol=1e-3, atol=1e-4)
        return
    [output] = expected.values() if isinstance(expected, dict) else [expected]
    np.testing.assert_allclose(answer["predictions"], output, rtol=1e-3, atol=1e-5)


def test_a_network_of_theirs_is_a_program_where_there_are_examples(pack, load_generated):
    network = of_timm("test_vit")().eval()
    rows = rows_of(network)
    assert {each.name for each in pack(network, rows)[1].requirements} == {"torch", "numpy"}
    with torch.no_grad():
        expected = network(rows)
    np.testing.assert_allclose(
        load_generated(network, rows).predict({"inputs": rows.tolist()})["predictions"], expected, rtol=1e-3, atol=1e-5
    )
