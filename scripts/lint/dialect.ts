// What the dialect of this code is where no rule of oxlint's own says it: an oxlint plugin (`jsPlugins` in .oxlintrc.json).
//
// oxlint hands each rule the ESTree of a file and takes what it reports; the types below are as much of both as is used.

interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

interface Comment {
  readonly type: string;
  readonly value: string;
  readonly range: readonly [number, number];
}

interface Context {
  readonly sourceCode: { getAllComments(): Comment[] };
  report(problem: { node: unknown; message: string }): void;
}

type Visitor = Readonly<Record<string, (node: Node) => void>>;

/** The names that a fixed value has. */
const CONSTANT_NAME = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/;

/** The tag, with its type in braces. */
const THROWS = /@throws\s+\{[A-Za-z]+(?:\.[A-Za-z]+)?\}/;

/** `@throws {TrussError} CODE`: codes stand in backticks, so that a search for one finds the documents too. */
const BARE_CODE =
  /@throws[^\n]*?(?<![`A-Z_.])\b(?:AUTH|CONFIG|ENV|EXAMPLES?|FILE|DISK|IMAGE|INPUT|MODEL|PROJECT|REQUEST|ROUTE|SECRET|SERVER|WIRE|WORKER)_[A-Z_]+\b(?!`)/;

function isFixed(value: Node | null): boolean {
  if (value === null) return false;
  switch (value.type) {
    case 'Literal':
    case 'TemplateLiteral':
      return value.type === 'Literal' || (value['expressions'] as Node[]).length === 0;
    case 'UnaryExpression':
      return isFixed(value['argument'] as Node);
    case 'BinaryExpression':
      return isFixed(value['left'] as Node) && isFixed(value['right'] as Node);
    case 'ArrayExpression':
      // One that begins empty is there to be filled.
      return isFixedList(value['elements'] as (Node | null)[]);
    case 'NewExpression':
      return isCollection(value) && isFixedList(value['arguments'] as Node[]);
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return isFixed(value['expression'] as Node);
    default:
      return false;
  }
}

function isFixedList(values: readonly (Node | null)[]): boolean {
  return values.length > 0 && values.every(isFixed);
}

function isCollection({ callee }: Node): boolean {
  const name = (callee as Node)['name'];
  return name === 'Set' || name === 'Map';
}

const constantNames = {
  create: (context: Context): Visitor => ({
    Program: (program) => {
      for (const statement of program['body'] as Node[]) {
        const declared = statement.type === 'ExportNamedDeclaration' ? (statement['declaration'] as Node) : statement;
        if (declared?.type !== 'VariableDeclaration' || declared['kind'] !== 'const') continue;
        for (const { id, init } of declared['declarations'] as { id: Node; init: Node | null }[]) {
          const name = id['name'];
          if (typeof name !== 'string' || CONSTANT_NAME.test(name) || !isFixed(init)) continue;
          const message = `${name} is a fixed value of the module: such names are written LIKE_THIS`;
          context.report({ node: id, message });
        }
      }
    },
  }),
};

const throwsTags = {
  create: (context: Context): Visitor => ({
    Program: () => {
      for (const comment of context.sourceCode.getAllComments()) {
        if (!comment.value.includes('@throws')) continue;
        if (!THROWS.test(comment.value)) {
          context.report({ node: comment, message: 'Write the type of a @throws tag first, in braces: {TrussError}' });
        } else if (BARE_CODE.test(comment.value)) {
          context.report({ node: comment, message: 'Write the codes of a @throws tag in backticks' });
        }
      }
    },
  }),
};

/** Sorted imports take the comment above the first of them along. */
const headerFirst = {
  create: (context: Context): Visitor => ({
    Program: (program) => {
      const imports = (program['body'] as Node[]).filter(({ type }) => type === 'ImportDeclaration');
      const [from, to] = [imports.at(0), imports.at(-1)].map((found) => (found?.['range'] as number[])?.[0] ?? 0);
      for (const comment of context.sourceCode.getAllComments()) {
        const [at] = comment.range;
        if (at <= (from ?? 0) || at >= (to ?? 0)) continue;
        context.report({ node: comment, message: 'What a file is about stands on top of it, before its imports' });
      }
    },
  }),
};

// oxlint loads the default export of a plugin.
// oxlint-disable-next-line import/no-default-export
export default {
  meta: { name: 'dialect' },
  rules: { 'constant-names': constantNames, 'header-first': headerFirst, 'throws-tags': throwsTags },
};
