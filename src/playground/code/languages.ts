import type { Code, CodeRequest } from './code-request.ts';
import { curlCode } from './curl-code.ts';
import { openaiCode } from './openai-code.ts';
import { pythonCode } from './python-code.ts';
import { scriptCode } from './script-code.ts';
import { tritonCode } from './triton-code.ts';

/** The ways to send a request from a program of one's own. */
export const LANGUAGES: readonly { readonly name: string; readonly render: (request: CodeRequest) => Code }[] = [
  { name: 'curl', render: curlCode },
  { name: 'Python', render: pythonCode },
  { name: 'TypeScript', render: scriptCode },
  { name: 'tritonclient', render: tritonCode },
  { name: 'openai', render: openaiCode },
];
