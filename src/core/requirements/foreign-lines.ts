// Lines that other tools write into a requirements.txt and that nobody can install from: what they are, and what to write instead.

interface Explained {
  readonly message: string;
  readonly hint: string;
}

const AS_PIP_WRITES_IT = '`pip list --format=freeze` writes all of them so.';

/** What no machine of ours can install: Truss runs on Linux and macOS. */
const WINDOWS_ONLY = /^(?:pywin32|pypiwin32|pywinpty|wmi)(?![\w.-])/i;

/** Where conda builds packages: the directory is gone when they are installed. */
const BUILT_BY_CONDA =
  /^([\w.-]+)\s*@\s*file:\/\/\S*(?:\/croot\/|\/feedstock_root\/|\/conda-bld\/|\/work(?:\/dist\/\S*)?$)/;

/** Of characters. Addresses have some hundred; a file that has lost the breaks between its lines has many more. */
const LONGEST = 10_000;

/** Whether a line, without comment and hashes, is one of another tool, and what of it; null: no such line. */
export function explainForeign(text: string): Explained | null {
  // First, so that no pattern goes over a line without end.
  return (
    tooLong(text) ??
    pkgResources(text) ??
    builtByConda(text) ??
    exportedByConda(text) ??
    editableRepository(text) ??
    ofWindows(text)
  );
}

function tooLong(text: string): Explained | null {
  if (text.length <= LONGEST) return null;
  return {
    message: `${text.slice(0, 40)}… is ${text.length} characters long, and no requirement has more than ${LONGEST}`,
    hint: 'Write one requirement a line.',
  };
}

/** Debian's pip of old listed a part of setuptools as a package. */
function pkgResources(text: string): Explained | null {
  if (!/^pkg[-_]resources\s*==\s*0\.0\.0\b/.test(text)) return null;
  return { message: `${text} is no package: old versions of pip list it by mistake`, hint: 'Remove the line.' };
}

function builtByConda(text: string): Explained | null {
  const [, name] = BUILT_BY_CONDA.exec(text) ?? [];
  if (name === undefined) return null;
  return {
    message: `${text} names the directory in which conda has built the package, which is on no machine any more`,
    hint: `Write ${name} with its version: ${name}==1.0. ${AS_PIP_WRITES_IT}`,
  };
}

/** `numpy=1.26.4=py311h64a7726_0`, and the table that `conda list` shows. */
function exportedByConda(text: string): Explained | null {
  const [, name, version] = /^([\w.-]+)(?:=|\s+)(\d[\w.]*)(?:=|\s+)\w*_\d+(?:\s+\S+)?$/.exec(text) ?? [];
  if (name === undefined) return null;
  return { message: `${text} is a line of conda's list`, hint: `Write ${name}==${version}. ${AS_PIP_WRITES_IT}` };
}

function editableRepository(text: string): Explained | null {
  const [, address] = /^(?:-e|--editable)[\s=]+((?:git|hg|svn|bzr)\+\S+)/.exec(text) ?? [];
  if (address === undefined) return null;
  const [plain = address, fragment = ''] = address.split('#', 2);
  const field = (key: string): string | undefined => new RegExp(`(?:^|&)${key}=([^&]+)`).exec(fragment)?.[1];
  const folder = field('subdirectory');
  return {
    message: `${text} is a checkout that somebody edits on another machine; a truss installs what is in the repository`,
    hint: `Write ${field('egg') ?? 'name'} @ ${plain}${folder === undefined ? '' : `#subdirectory=${folder}`}`,
  };
}

function ofWindows(text: string): Explained | null {
  const [name] = WINDOWS_ONLY.exec(text) ?? [];
  if (name === undefined || text.includes(';')) return null;
  return {
    message: `${text} is for Windows alone`,
    hint: `Remove it, or write where it is needed: ${text} ; sys_platform == "win32"`,
  };
}
