"""A tiny pipeline of each task, of weights that nobody trained and of tokenizers made here: nothing is fetched."""

import json
import tempfile
from pathlib import Path

import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, processors

WORDS = "a an another example one is it not the this of what where good bad fine day city Oslo Rome hello world ! ? ,"
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "<s>", "</s>", "<image>"]
VOCABULARY = {word: number for number, word in enumerate([*SPECIAL, *WORDS.split()])}
SMALL = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
VISION = {**SMALL, "image_size": 32, "patch_size": 8}


def tokenizer(kind="bert"):
    made = Tokenizer(models.WordLevel(VOCABULARY, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace() if kind != "gpt" else pre_tokenizers.WhitespaceSplit()
    if kind == "bert":
        ends = [("[CLS]", VOCABULARY["[CLS]"]), ("[SEP]", VOCABULARY["[SEP]"])]
        made.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends
        )
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        bos_token="<s>" if kind == "gpt" else None,
        eos_token="</s>" if kind == "gpt" else None,
        model_max_length=32,
    )


def bert(kind, **config):
    torch_seed()
    size = len(VOCABULARY)
    return getattr(transformers, kind)(
        transformers.BertConfig(vocab_size=size, max_position_embeddings=64, **SMALL, **config)
    )


def pipeline(task, model, **parts):
    """As for a model that was trained: without dropout."""
    return transformers.pipeline(task, model=model.eval(), **parts)


def torch_seed():
    import torch

    torch.manual_seed(0)


def text_classification():
    return pipeline("text-classification", model=bert("BertForSequenceClassification"), tokenizer=tokenizer())


def token_classification():
    return pipeline("token-classification", model=bert("BertForTokenClassification"), tokenizer=tokenizer())


def fill_mask():
    return pipeline("fill-mask", model=bert("BertForMaskedLM"), tokenizer=tokenizer())


def feature_extraction():
    return pipeline("feature-extraction", model=bert("BertModel"), tokenizer=tokenizer())


def zero_shot_classification():
    labels = {"label2id": {"contradiction": 0, "neutral": 1, "entailment": 2}, "num_labels": 3}
    model = bert("BertForSequenceClassification", **labels)
    return pipeline("zero-shot-classification", model=model, tokenizer=tokenizer())


def gpt():
    torch_seed()
    config = transformers.GPT2Config(
        vocab_size=len(VOCABULARY), n_positions=64, n_embd=16, n_layer=1, n_head=2, bos_token_id=5, eos_token_id=6
    )
    model = transformers.GPT2LMHeadModel(config)
    model.generation_config.update(max_new_tokens=5, do_sample=False, pad_token_id=0)
    return model


def text_generation():
    return pipeline("text-generation", model=gpt(), tokenizer=tokenizer("gpt"))


def table_question_answering():
    torch_seed()
    vocabulary = Path(tempfile.mkdtemp()) / "vocab.txt"
    words = [*SPECIAL, "[EMPTY]", *WORDS.split(), "1", "2", "b", "name", "number"]
    vocabulary.write_text("\n".join(words))
    size = {**SMALL, "vocab_size": len(words), "max_position_embeddings": 64}
    model = transformers.TapasForQuestionAnswering(transformers.TapasConfig(**size, num_aggregation_labels=0))
    made = transformers.TapasTokenizer(str(vocabulary), model_max_length=64)
    return pipeline("table-question-answering", model=model, tokenizer=made)


def vit(kind, task):
    torch_seed()
    model = getattr(transformers, kind)(transformers.ViTConfig(**VISION))
    processor = transformers.ViTImageProcessor(size={"height": 32, "width": 32})
    return pipeline(task, model=model, image_processor=processor)


def image_classification():
    return vit("ViTForImageClassification", "image-classification")


def image_feature_extraction():
    return vit("ViTModel", "image-feature-extraction")


def image_segmentation():
    torch_seed()
    config = transformers.SegformerConfig(
        depths=[1, 1, 1, 1], hidden_sizes=[8, 8, 8, 8], num_attention_heads=[1, 1, 1, 1], decoder_hidden_size=8
    )
    model = transformers.SegformerForSemanticSegmentation(config)
    processor = transformers.SegformerImageProcessor(size={"height": 32, "width": 32})
    return pipeline("image-segmentation", model=model, image_processor=processor)


def object_detection():
    torch_seed()
    config = transformers.YolosConfig(**{**VISION, "image_size": [32, 32]}, num_detection_tokens=4)
    model = transformers.YolosForObjectDetection(config)
    processor = transformers.YolosImageProcessor(size={"height": 32, "width": 32})
    return pipeline("object-detection", model=model, image_processor=processor, threshold=0.0)


def depth_estimation():
    torch_seed()
    config = transformers.GLPNConfig(
        depths=[1, 1, 1, 1], hidden_sizes=[8, 8, 8, 8], num_attention_heads=[1, 1, 1, 1], decoder_hidden_size=8
    )
    model = transformers.GLPNForDepthEstimation(config)
    return pipeline("depth-estimation", model=model, image_processor=transformers.GLPNImageProcessor())


def clip_config(kind):
    text = {**SMALL, "vocab_size": len(VOCABULARY), "max_position_embeddings": 32, "eos_token_id": 3}
    return getattr(transformers, kind)(text_config=text, vision_config=VISION, projection_dim=16, bos_token_id=5)


def zero_shot_image_classification():
    torch_seed()
    model = transformers.CLIPModel(clip_config("CLIPConfig"))
    processor = transformers.CLIPImageProcessor(size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32})
    return pipeline("zero-shot-image-classification", model=model, tokenizer=tokenizer(), image_processor=processor)


def zero_shot_object_detection():
    torch_seed()
    model = transformers.OwlViTForObjectDetection(clip_config("OwlViTConfig"))
    processor = transformers.OwlViTImageProcessor(size={"height": 32, "width": 32})
    return pipeline(
        "zero-shot-object-detection", model=model, tokenizer=tokenizer(), image_processor=processor, threshold=0.0
    )


def mask_generation():
    torch_seed()
    config = transformers.SamConfig(
        vision_config={**VISION, "mlp_dim": 16, "output_channels": 8, "window_size": 2, "global_attn_indexes": [0],
                       "num_pos_feats": 4},
        prompt_encoder_config={"hidden_size": 8, "image_size": 32, "patch_size": 8, "mask_input_channels": 4},
        mask_decoder_config={"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "mlp_dim": 8,
                             "iou_head_hidden_dim": 8},
    )  # fmt: skip
    processor = transformers.SamImageProcessor(
        size={"longest_edge": 32}, pad_size={"height": 32, "width": 32}, mask_size={"longest_edge": 32}
    )
    return pipeline("mask-generation", model=transformers.SamModel(config), image_processor=processor)


SPEECH = {
    **SMALL, "conv_dim": [8, 8], "conv_kernel": [10, 3], "conv_stride": [5, 2], "num_feat_extract_layers": 2,
    "num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2, "feat_extract_norm": "layer",
}  # fmt: skip


def audio_classification():
    torch_seed()
    model = transformers.Wav2Vec2ForSequenceClassification(
        transformers.Wav2Vec2Config(**SPEECH, classifier_proj_size=8)
    )
    return pipeline(
        "audio-classification",
        model=model,
        feature_extractor=transformers.Wav2Vec2FeatureExtractor(sampling_rate=16000),
    )


def automatic_speech_recognition():
    torch_seed()
    letters = {letter: number for number, letter in enumerate(["<pad>", "<s>", "</s>", "<unk>", "|", *"abcdefgh"])}
    file = Path(tempfile.mkdtemp()) / "vocab.json"
    file.write_text(json.dumps(letters))
    model = transformers.Wav2Vec2ForCTC(transformers.Wav2Vec2Config(**SPEECH, vocab_size=len(letters)))
    return pipeline(
        "automatic-speech-recognition",
        model=model,
        tokenizer=transformers.Wav2Vec2CTCTokenizer(str(file)),
        feature_extractor=transformers.Wav2Vec2FeatureExtractor(sampling_rate=16000),
    )


def zero_shot_audio_classification():
    torch_seed()
    audio = {
        "spec_size": 32, "patch_size": 4, "patch_stride": [4, 4], "num_mel_bins": 8, "depths": [1, 1],
        "num_attention_heads": [2, 2], "patch_embeds_hidden_size": 16, "hidden_size": 32, "window_size": 2,
        "num_hidden_layers": 2,
    }  # fmt: skip
    text = {**SMALL, "vocab_size": len(VOCABULARY), "max_position_embeddings": 64, "pad_token_id": 0}
    model = transformers.ClapModel(transformers.ClapConfig(text_config=text, audio_config=audio, projection_dim=8))
    extractor = transformers.ClapFeatureExtractor(
        feature_size=8, max_length_s=1, sampling_rate=16000, truncation="rand_trunc", padding="repeatpad"
    )
    return pipeline("zero-shot-audio-classification", model=model, tokenizer=tokenizer(), feature_extractor=extractor)


def image_text_to_text():
    torch_seed()
    text = transformers.LlamaConfig(vocab_size=len(VOCABULARY), **SMALL, eos_token_id=6, bos_token_id=5)
    config = transformers.LlavaConfig(
        text_config=text, vision_config=transformers.CLIPVisionConfig(**VISION), image_token_id=7
    )
    model = transformers.LlavaForConditionalGeneration(config)
    model.generation_config.update(max_new_tokens=4, do_sample=False, pad_token_id=0)
    words = tokenizer("gpt")
    words.add_special_tokens({"additional_special_tokens": ["<image>"]})
    processor = transformers.LlavaProcessor(
        image_processor=transformers.CLIPImageProcessor(
            size={"shortest_edge": 32}, crop_size={"height": 32, "width": 32}
        ),
        tokenizer=words,
        patch_size=8,
        vision_feature_select_strategy="default",
        image_token="<image>",
        num_additional_image_tokens=1,
    )
    return pipeline("image-text-to-text", model=model, processor=processor)


def text_to_audio():
    torch_seed()
    config = transformers.VitsConfig(
        vocab_size=12, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, ffn_dim=16, flow_size=16,
        spectrogram_bins=9, upsample_initial_channel=16, upsample_rates=[4, 4], upsample_kernel_sizes=[8, 8],
        resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1, 3]], posterior_encoder_num_wavenet_layers=1,
        prior_encoder_num_flows=1, prior_encoder_num_wavenet_layers=1, duration_predictor_num_flows=1,
        noise_scale=0.0, noise_scale_duration=0.0, use_stochastic_duration_prediction=False,
        duration_predictor_filter_channels=16, depth_separable_channels=2, sampling_rate=16000,
    )  # fmt: skip
    file = Path(tempfile.mkdtemp()) / "vocab.json"
    file.write_text(json.dumps({letter: number for number, letter in enumerate("_aelmnoprtx<")}))
    made = transformers.VitsTokenizer(str(file), pad_token="_", unk_token="<", phonemize=False)
    return pipeline("text-to-audio", model=transformers.VitsModel(config), tokenizer=made)


NOT_MADE = {
    "document-question-answering": "it reads the picture with tesseract, a program of its own",
    "keypoint-matching": "a network that nobody trained finds no points, and transformers fails where there are none",
    "video-classification": "refused",
    "any-to-any": "refused",
    "decision": "refused",
}
"""Tasks that have no pipeline here, and why; `refused`: mk_truss takes none."""

MADE = {
    name.replace("_", "-"): make
    for name, make in list(globals().items())
    if name.replace("_", "-") in transformers.pipelines.SUPPORTED_TASKS
}
