// Tools as the APIs of language models want them told of.
import type { JsonSchema } from '../schema/json-schema.ts';
import { strictSchema } from './strict-schema.ts';
import { listedTool } from './take-message.ts';
import type { Tool } from './tool.ts';

/** Whose API it is: OpenAI's of chats, which others have copied, and of responses; Anthropic's; and the list of MCP. */
export const TOOL_FORMATS = ['openai', 'openai-responses', 'anthropic', 'mcp'] as const;

export type ToolFormat = (typeof TOOL_FORMATS)[number];

/** Where a tool is called by who was told of it, and what is sent there. */
export interface ToolRequest {
  /** From the root of the server; asked by POST. */
  readonly path: string;
  /** What the body is made of: the arguments, one of them (`member`), a file, a text, or a form. */
  readonly body: Tool['body']['kind'];
  readonly member: string | null;
}

/** The definition of a tool in a format. */
export function toolDefinition(tool: Tool, format: ToolFormat): object {
  const { name, description, inputSchema } = tool;
  if (format === 'mcp') return listedTool(tool, 'modern');
  const strict = strictSchema(inputSchema);
  const parameters = strict ?? plainSchema(inputSchema);
  if (format === 'anthropic') {
    return { name, description, input_schema: parameters, ...(strict !== null && { strict: true }) };
  }
  const told = { name, description, parameters, strict: strict !== null };
  return format === 'openai' ? { type: 'function', function: told } : { type: 'function', ...told };
}

/** How the tool is called over HTTP. */
export function toolRequest({ path, body }: Tool): ToolRequest {
  return { path, body: body.kind, member: body.kind === 'json' ? body.member : null };
}

/** Without what says nothing to a language model. A property may well be called as one of these is: schemas alone are looked into. */
function plainSchema(schema: JsonSchema): JsonSchema {
  const { $schema: _dialect, ...rest } = schema;
  return rest;
}
