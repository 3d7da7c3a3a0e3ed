"""Trains a tiny BERT and makes a truss of its pipeline in this directory: `python make.py`.

Its tokenizer knows the words below, so that nothing is fetched. In the place of all this usually stands one line:
`transformers.pipeline("text-classification", model="…")`.
"""

from itertools import product
from pathlib import Path

import torch
import transformers
import truss
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

THINGS = ["food", "room", "staff", "view", "music"]
GOOD = ["good", "lovely", "great", "friendly", "quiet"]
BAD = ["bad", "awful", "rude", "dirty", "loud"]
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
WORDS = [*SPECIAL, "the", "was", "were", "is", "not", "very", "and", "but", ".", ",", *THINGS, *GOOD, *BAD]
LABELS = {0: "unhappy", 1: "happy"}


def sentences() -> list[tuple[str, int]]:
    """Sentences with their moods: `not` turns it round."""
    found = []
    for thing, (word, mood), much in product(THINGS, [*((w, 1) for w in GOOD), *((w, 0) for w in BAD)], ["", "very "]):
        found.append((f"the {thing} was {much}{word}", mood))
        found.append((f"the {thing} was not {much}{word}", 1 - mood))
    return found


def make_tokenizer() -> transformers.PreTrainedTokenizerFast:
    """A token for each word, the same in capitals."""
    made = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer = normalizers.Lowercase()
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    ends = [(each, WORDS.index(each)) for each in ("[CLS]", "[SEP]")]
    made.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=ends)
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    return transformers.PreTrainedTokenizerFast(tokenizer_object=made, model_max_length=32, **names)


torch.manual_seed(0)
tokenizer = make_tokenizer()
config = transformers.BertConfig(
    vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
    max_position_embeddings=32, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    id2label=LABELS, label2id={label: number for number, label in LABELS.items()},
)  # fmt: skip
network = transformers.BertForSequenceClassification(config)
texts, moods = zip(*sentences())
batch = tokenizer(list(texts), padding=True, return_tensors="pt")
wanted = torch.tensor(moods)
optimizer = torch.optim.AdamW(network.parameters(), lr=0.003)
for step in range(200):
    loss = network(**batch, labels=wanted).loss
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if step % 50 == 0 or step == 199:
        print(f"step {step}: loss {loss.item():.4f}")

pipeline = transformers.pipeline("text-classification", model=network.eval(), tokenizer=tokenizer)
truss.mk_truss(
    pipeline, target_directory=Path(__file__).parent, examples=["The food was not bad", "the staff was rude"]
)
