// The packages that PyTorch's own index has in builds for one kind of processor, each with a local label: `torch==2.9.0+cpu`.
import { packageName } from './package-name.ts';

/** What is compiled against one build of torch, and torch itself: they have to come from the same index. */
export const TORCH_PACKAGES: readonly string[] = ['torch', 'torchvision', 'torchaudio'];

/** The label of a build, after an exact version. */
const LABEL = /^([^;@]*?===?\s*[^\s;+]+)\+[\w.]+/;

/** A requirement of one of these packages without the label of its build; any other as it is. */
export function withoutBuild(requirement: string): string {
  return TORCH_PACKAGES.includes(packageName(requirement) ?? '') ? requirement.replace(LABEL, '$1') : requirement;
}
