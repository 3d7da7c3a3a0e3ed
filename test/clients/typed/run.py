"""Runs the scenarios with the client in Python that lies beside it: `python run.py URL URL`, one result a line."""

import json
import os
import sys

import client as made


def main(url, busy_url):
    with open("scenarios.json", encoding="utf-8") as file:
        scenarios = json.load(file)
    for scenario in scenarios:
        print(json.dumps(run(scenario, busy_url if scenario.get("through") == "busy" else url)))


def run(scenario, url):
    token = scenario.get("token", os.environ["TOKEN"])
    client = made.Client(url, token=token)
    model = getattr(client, scenario["model"])
    method = getattr(model, scenario["method"])
    result = {}
    try:
        if "items" in scenario:
            result["items"] = []
            for item in method(scenario["input"]):
                result["items"].append(item)
        elif "said" in scenario:
            result["said"] = chat(model, scenario["input"])
        else:
            answer = method(input_of(scenario), timeout=scenario.get("timeout"))
            if isinstance(answer, made.Content):
                result["content"] = {"hex": answer.hex(), "type": answer.content_type}
            else:
                result["answer"] = answer
    except made.TrussError as error:
        path = error.problems[0]["path"] if error.problems else None
        told = {"class": type(error).__name__, "code": error.code, "status": error.status, "path": path}
        result["error"] = {name: value for name, value in told.items() if value is not None}
    if "givenUp" in scenario:
        result["givenUp"] = give_up(client, scenario["givenUp"])
    return result


def input_of(scenario):
    if "hex" in scenario:
        return bytes.fromhex(scenario["hex"])
    if "file" not in scenario:
        return scenario["input"]
    file = scenario["file"]
    content = made.File(bytes.fromhex(file["hex"]), file["type"])
    return {**scenario["form"], file["field"]: content}


def chat(model, given):
    """The same whole and as events."""
    said = model.chat_completions(given)["choices"][0]["message"]["content"]
    chunks = model.chat_completions_stream(given)
    streamed = "".join(chunk["choices"][0]["delta"]["content"] for chunk in chunks)
    return streamed if said == streamed else f"{said!r} is not {streamed}"


def give_up(client, given):
    """How many items came until it was enough, once by leaving the loop and once by closing the iterator."""
    counts = []
    for how in ("break", "close"):
        items = getattr(client, given["model"]).predict(given["input"])
        count = 0
        for _ in items:
            count += 1
            if count >= given["after"]:
                break
        if how == "close":
            items.close()
        del items
        counts.append(count)
    return counts


if __name__ == "__main__":
    main(*sys.argv[1:])
