// Models whose description has in it what generators of clients have stumbled over.
import type { EntryOptions } from '../../support/served-model.ts';
import { modelEntry } from '../../support/served-model.ts';

/** A union that is told apart by a member. */
const PETS = `
from typing import Literal, Union
from pydantic import BaseModel, Field

class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int

class Dog(BaseModel):
    kind: Literal["dog"]
    name: str

class Order(BaseModel):
    """What is asked of the pets."""
    pet: Union[Cat, Dog] = Field(discriminator="kind")
    next: "Order | None" = None

class Answer(BaseModel):
    said: str

class Model:
    def predict(self, order: Order) -> Answer:
        return Answer(said=getattr(order.pet, "name", None) or str(order.pet.lives))

    def chat_completions(self, body: dict) -> dict:
        """Says who it is."""
        return {"model": "pets"}
`;

/** A class of the same name as one of the other model. */
const SHOP = `
from dataclasses import dataclass
from typing import Iterator, Union

@dataclass
class Order:
    items: list[str]

@dataclass
class Answer:
    pieces: int

class Model:
    def predict(self, order: Order) -> Answer:
        return Answer(len(order.items))

    def chat_completions(self, order: Order) -> Union[Iterator[str], Answer]:
        return Answer(0)
`;

/** A table, and bytes. */
const TABLE = `
class Model:
    def predict(self, request):
        return {"predictions": [sum(row) for row in request["inputs"]]}
`;

const BYTES = `
class Model:
    def predict(self, picture: bytes) -> bytes:
        return bytes(picture)
`;

/** A stream. */
const WORDS = `
from dataclasses import dataclass
from typing import Iterator

@dataclass
class Ask:
    say: str

class Model:
    def predict(self, ask: Ask) -> Iterator[str]:
        for word in ask.say.split():
            yield word + "."
`;

const signature = {
  inputs: [{ name: 'inputs', datatype: 'FP64' as const, shape: [-1, 2] }],
  outputs: [{ name: 'predictions', datatype: 'FP64' as const, shape: [-1] }],
};

/** The entries of one server. */
export function describedModels(): EntryOptions[] {
  return [
    modelEntry(PETS, { name: 'pets' }),
    modelEntry(SHOP, { name: 'shop' }),
    modelEntry(TABLE, { name: 'table', config: { signature } }),
    modelEntry(BYTES, { name: 'bytes' }),
    modelEntry(WORDS, { name: 'words' }),
  ];
}
