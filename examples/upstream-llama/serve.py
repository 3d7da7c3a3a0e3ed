"""Serves data/model.gguf with the HTTP server of llama.cpp until it is asked to end."""

import argparse
import os
import threading

import xllamacpp


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    params = xllamacpp.CommonParams()
    params.port = parser.parse_args().port
    params.model.path = "data/model.gguf"
    params.model_alias = {"alphabet"}
    # Truss gives each process its share of the processors.
    params.cpuparams.n_threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
    params.n_ctx = 4096
    params.n_parallel = 4
    params.endpoint_metrics = True
    params.chat_template = "chatml"
    # It ends when nobody refers to it any more.
    server = xllamacpp.Server(params)
    print(f"listening on {server.listening_address}", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
