// What every client in Python has, whatever its models: requests, retries, errors, streams. It needs `http.client` alone.
import { ANSWERS } from './runtime-answers.ts';
import { REQUESTS } from './runtime-requests.ts';

/** What stands above the types. */
export const PYTHON_HEAD = `# Made by \`truss client python\` from what the models say of themselves. Do not edit it: make it anew.
# ruff: noqa
from __future__ import annotations

import email.utils
import http.client
import json
import math
import os
import select
import socket
import ssl
import threading
import time
from typing import (
    Any,
    Dict,
    Generator,
    Iterator,
    List,
    Literal,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    TypedDict,
    Union,
)
from urllib.parse import urlsplit`;

/** The source text below the models. */
export const PYTHON_RUNTIME = `${REQUESTS}\n${ANSWERS}`;

/** Names that the texts above take. */
export const PYTHON_NAMES: readonly string[] = [
  'Any Dict Generator Iterator List Literal Mapping Optional Sequence',
  'Tuple TypedDict Union File Content TrussError InvalidRequestError NotAllowedError NotFoundError BusyError',
  'DeadlineError ServerError ServerConnectionError None True False Exception ValueError TypeError OSError',
].flatMap((line) => line.split(' '));
