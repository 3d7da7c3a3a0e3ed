// On which nodes pods may be, and how they are shared out over them.
import { acceleratorOf } from '../../config/accelerator.ts';
import { selectorLabels } from '../names.ts';
import type { DeployPlan } from '../plan.ts';
import { gpuCount } from './quantities.ts';

/**
 * How each kind of GPU is called in the labels of nodes: by NVIDIA's feature discovery, which is to be had in every cluster (Azure's has no
 * other name of the kind); by Google's clusters; on Amazon's by Karpenter and EKS Auto Mode, whose values are the same. A kind that one of
 * them does not have is left out there.
 */
const GPU_NODES: Readonly<
  Record<string, { readonly nvidia: readonly string[]; readonly gke?: readonly string[]; readonly aws?: string }>
> = {
  T4: { nvidia: ['Tesla-T4'], gke: ['nvidia-tesla-t4'], aws: 't4' },
  L4: { nvidia: ['NVIDIA-L4'], gke: ['nvidia-l4'], aws: 'l4' },
  L40S: { nvidia: ['NVIDIA-L40S'], aws: 'l40s' },
  A10G: { nvidia: ['NVIDIA-A10G'], aws: 'a10g' },
  V100: {
    nvidia: ['Tesla-V100-SXM2-16GB', 'Tesla-V100-SXM2-32GB', 'Tesla-V100-PCIE-16GB', 'Tesla-V100-PCIE-32GB'],
    gke: ['nvidia-tesla-v100'],
    aws: 'v100',
  },
  A100: {
    nvidia: ['NVIDIA-A100-SXM4-40GB', 'NVIDIA-A100-SXM4-80GB', 'NVIDIA-A100-PCIE-40GB', 'NVIDIA-A100-80GB-PCIe'],
    gke: ['nvidia-tesla-a100', 'nvidia-a100-80gb'],
    aws: 'a100',
  },
  A100_40GB: { nvidia: ['NVIDIA-A100-SXM4-40GB', 'NVIDIA-A100-PCIE-40GB'], gke: ['nvidia-tesla-a100'] },
  H100: {
    nvidia: ['NVIDIA-H100-80GB-HBM3', 'NVIDIA-H100-PCIe', 'NVIDIA-H100-NVL'],
    gke: ['nvidia-h100-80gb', 'nvidia-h100-mega-80gb'],
    aws: 'h100',
  },
  H100_40GB: { nvidia: ['NVIDIA-H100-80GB-HBM3-MIG-3g.40gb'] },
  H200: { nvidia: ['NVIDIA-H200', 'NVIDIA-H200-NVL'], gke: ['nvidia-h200-141gb'], aws: 'h200' },
  B200: { nvidia: ['NVIDIA-B200'], gke: ['nvidia-b200'], aws: 'b200' },
  B300: { nvidia: ['NVIDIA-B300', 'NVIDIA-B300-SXM6-AC'], aws: 'b300' },
  GB300: { nvidia: ['NVIDIA-GB300'], gke: ['nvidia-gb300'] },
  RTX_PRO_6000: { nvidia: ['NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition'], gke: ['nvidia-rtx-pro-6000'] },
};

/** Karpenter's label, and that of EKS Auto Mode. */
const AMAZON = ['karpenter.k8s.aws/instance-gpu-name', 'eks.amazonaws.com/instance-gpu-name'] as const;

/** The fields of a pod that say where it may be. */
export function placement(plan: DeployPlan): Readonly<Record<string, unknown>> {
  const { node_selector: nodeSelector, service_account: serviceAccountName, pullSecrets } = plan.settings;
  const accepted = tolerations(plan);
  return {
    ...(serviceAccountName !== null && { serviceAccountName }),
    ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
    ...(nodeSelector !== null && { nodeSelector }),
    ...affinity(plan),
    ...(accepted.length > 0 && { tolerations: accepted }),
  };
}

/** Nodes that have the kind of GPU; whoever names labels of their own knows better. */
function affinity({ config, settings }: DeployPlan): Readonly<Record<string, unknown>> {
  const kind = acceleratorOf(config)?.name ?? '';
  const known = settings.node_selector === null && Object.hasOwn(GPU_NODES, kind) ? GPU_NODES[kind] : undefined;
  if (known === undefined) return {};
  const term = (key: string, values: readonly string[]) => ({ matchExpressions: [{ key, operator: 'In', values }] });
  const nodeSelectorTerms = [
    term('nvidia.com/gpu.product', known.nvidia),
    ...(known.gke === undefined ? [] : [term('cloud.google.com/gke-accelerator', known.gke)]),
    ...AMAZON.flatMap((key) => (known.aws === undefined ? [] : [term(key, [known.aws])])),
  ];
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } };
}

/** Those of the config, and that of nodes with GPUs where some are asked for. */
function tolerations({ config, settings }: DeployPlan): readonly Readonly<Record<string, unknown>>[] {
  const own = settings.tolerations.map(({ key, operator, value, effect }) => ({
    ...(key !== null && { key }),
    // Without a key only `Exists` means something.
    operator: key === null ? 'Exists' : (operator ?? (value === null ? 'Exists' : 'Equal')),
    ...(value !== null && key !== null && operator !== 'Exists' && { value }),
    ...(effect !== null && { effect }),
  }));
  const gpu = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' };
  return gpuCount(config) === 0 ? own : [...own, gpu];
}

/** The pods of a version stand on as many zones and nodes as there are, and on one rather than not at all. */
export function spread(plan: DeployPlan): Readonly<Record<string, unknown>> {
  if (plan.settings.replicas.max < 2) return {};
  const over = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selectorLabels(plan) },
    matchLabelKeys: ['pod-template-hash'],
  });
  return { topologySpreadConstraints: [over('topology.kubernetes.io/zone'), over('kubernetes.io/hostname')] };
}
