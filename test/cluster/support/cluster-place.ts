import { resolve } from 'node:path';

/** The directory of the cluster that test/setup/kubernetes/with-cluster.sh has started; null: there is none, and the tests are skipped. */
export const clusterDirectory: string | null = process.env['TRUSS_TEST_CLUSTER'] ?? null;

/** Whether what runs in a cluster can be tried: with an engine that makes the images. */
export const hasCluster: boolean = clusterDirectory !== null && process.env['TRUSS_TEST_DOCKER'] === '1';

/** The script that enters the cluster's network. */
export const clusterScript: string = resolve(import.meta.dirname, '../../setup/kubernetes/cluster.sh');
