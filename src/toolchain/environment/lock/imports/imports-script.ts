/**
 * Python: reads a JSON list of files from stdin and writes the modules that they import, each with its first place. What a type checker
 * alone imports is left out. A file with a syntax error has no imports: it will be told of when the model is loaded.
 */
export const IMPORTS_SCRIPT = `
import ast, json, sys, warnings

warnings.simplefilter("ignore")
found = {}


class Imports(ast.NodeVisitor):
    def __init__(self, file):
        self.file = file

    def add(self, module, line):
        found.setdefault(module, {"module": module, "file": self.file, "line": line})

    def visit_Import(self, node):
        for name in node.names:
            self.add(name.name, node.lineno)

    def visit_ImportFrom(self, node):
        if node.level == 0 and node.module:
            self.add(node.module, node.lineno)

    def visit_If(self, node):
        test = node.test
        if "TYPE_CHECKING" in (getattr(test, "id", None), getattr(test, "attr", None)):
            for child in node.orelse:
                self.visit(child)
        else:
            self.generic_visit(node)


for file in json.load(sys.stdin):
    try:
        with open(file, "rb") as source:
            Imports(file).visit(ast.parse(source.read()))
    except (OSError, SyntaxError, ValueError, RecursionError):
        pass
json.dump(list(found.values()), sys.stdout)
`;
