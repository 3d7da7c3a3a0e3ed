"""An operator of somebody's own, as people write them in a file of their own."""

import torch


@torch.library.custom_op("truss_tests::doubled", mutates_args=())
def doubled(rows: torch.Tensor) -> torch.Tensor:
    return rows * 2


@doubled.register_fake
def _(rows):
    return torch.empty_like(rows)


class Doubling(torch.nn.Module):
    """Calls it."""

    def __init__(self):
        super().__init__()
        self.out = torch.nn.Linear(4, 2)

    def forward(self, rows):
        return doubled(self.out(rows))
