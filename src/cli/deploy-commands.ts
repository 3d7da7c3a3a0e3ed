// The commands of `truss deploy`, with what its help says of them.
import type { CommandGroup } from './definition/define-command.ts';

export const deployCommands: CommandGroup = {
  kind: 'group',
  name: 'deploy',
  summary: 'trusses on a cluster: Kubernetes',
  examples: [
    {
      command: 'truss deploy iris_rfc --registry registry.example.com/team',
      about: 'built, pushed, applied, waited for',
    },
    {
      command: 'truss deploy render iris_rfc --image registry.example.com/iris-rfc:1',
      about: 'what a cluster would be asked for',
    },
  ],
  forDirectory: 'apply',
  commands: [
    {
      kind: 'command',
      name: 'apply',
      summary: 'deploy trusses: build, push, apply, wait until they answer',
      load: async () => (await import('./commands/deploy-apply.ts')).deployApplyCommand,
    },
    {
      kind: 'command',
      name: 'render',
      summary: 'print or write what a cluster would be asked for',
      load: async () => (await import('./commands/deploy-render.ts')).deployRenderCommand,
    },
    {
      kind: 'command',
      name: 'status',
      summary: 'show how a deployment is: version, pods, what they wait for',
      load: async () => (await import('./commands/deploy-status.ts')).deployStatusCommand,
    },
    {
      kind: 'command',
      name: 'logs',
      summary: 'print what all pods of a deployment log',
      load: async () => (await import('./commands/deploy-logs.ts')).deployLogsCommand,
    },
    {
      kind: 'command',
      name: 'rollback',
      summary: 'go back to the version before',
      load: async () => (await import('./commands/deploy-rollback.ts')).deployRollbackCommand,
    },
    {
      kind: 'command',
      name: 'promote',
      summary: 'take the version that was tried with --canary for good',
      load: async () => (await import('./commands/deploy-promote.ts')).deployPromoteCommand,
    },
    {
      kind: 'command',
      name: 'abort',
      summary: 'take the version away that was tried with --canary',
      load: async () => (await import('./commands/deploy-abort.ts')).deployAbortCommand,
    },
    {
      kind: 'command',
      name: 'scale',
      summary: 'give a deployment more or fewer replicas',
      load: async () => (await import('./commands/deploy-scale.ts')).deployScaleCommand,
    },
    {
      kind: 'command',
      name: 'delete',
      summary: 'take a deployment away, with all that belongs to it',
      load: async () => (await import('./commands/deploy-delete.ts')).deployDeleteCommand,
    },
    {
      kind: 'command',
      name: 'list',
      summary: 'list what Truss has deployed',
      load: async () => (await import('./commands/deploy-list.ts')).deployListCommand,
    },
  ],
};
