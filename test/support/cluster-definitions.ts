// Where the definitions of the kinds are that Truss renders and no cluster has by itself: Go modules, and files in them.

/** All of them are under the Apache License 2.0. */
export const CRDS: readonly (readonly [module: string, files: readonly string[]])[] = [
  [
    'github.com/kserve/kserve@v0.20.0',
    [
      'config/crd/full/serving.kserve.io_inferenceservices.yaml',
      'config/crd/full/serving.kserve.io_servingruntimes.yaml',
    ],
  ],
  ['sigs.k8s.io/gateway-api@v1.6.0', ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml']],
  ['github.com/kedacore/keda/v2@v2.21.0', ['config/crd/bases/keda.sh_scaledobjects.yaml']],
  [
    'github.com/prometheus-operator/prometheus-operator@v0.92.1',
    ['example/prometheus-operator-crd/monitoring.coreos.com_podmonitors.yaml'],
  ],
];
