/**
 * The id of a flow of the sandbox. `everyone`, `individuals` and `entities` are the flows in the service's guide,
 * section 1; each of the others has a single technology.
 */
export type SandboxFlowId =
  | 'everyone'
  | 'individuals'
  | 'entities'
  | 'headPosition'
  | 'distance'
  | 'liveness'
  | 'document'
  | 'edocument'
  | 'face';

/** A flow of the sandbox. */
export interface SandboxFlow {
  /** The id. */
  readonly id: SandboxFlowId;
  /** The name; for the first three flows, the one in the service's guide. */
  readonly name: string;
  /** The API key. It is not a secret. */
  readonly key: string;
  /** The codes of the technologies, in order. */
  readonly technologies: readonly string[];
}

/** The flows of the sandbox: first those of the service's guide, in its order. */
export const sandboxFlows: readonly SandboxFlow[] = [
  {
    id: 'everyone',
    name: 'Flow for everyone',
    key: 'SANDBOX-TEST-KEY_flow-for-everyone_not-a-secret_',
    technologies: ['LDHP', 'F2F'],
  },
  {
    id: 'individuals',
    name: 'Flow for individuals',
    key: 'SANDBOX-TEST-KEY_flow-for-individuals_not-a-secret',
    technologies: ['LDHP', 'ED', 'F2F'],
  },
  {
    id: 'entities',
    name: 'Flow for legal entities',
    key: 'SANDBOX-TEST-KEY_flow-for-legal-entities_not-a-secret',
    technologies: ['LDHP', 'DR', 'F2F'],
  },
  {
    id: 'headPosition',
    name: 'Liveness Head Position only',
    key: 'SANDBOX-TEST-KEY_technology-LDHP-only_not-a-secret',
    technologies: ['LDHP'],
  },
  {
    id: 'distance',
    name: 'Liveness Distance only',
    key: 'SANDBOX-TEST-KEY_technology-LDD-only_not-a-secret_',
    technologies: ['LDD'],
  },
  {
    id: 'liveness',
    name: 'Liveness only',
    key: 'SANDBOX-TEST-KEY_technology-LD-only_not-a-secret__',
    technologies: ['LD'],
  },
  {
    id: 'document',
    name: 'Document Recognition only',
    key: 'SANDBOX-TEST-KEY_technology-DR-only_not-a-secret__',
    technologies: ['DR'],
  },
  {
    id: 'edocument',
    name: 'E-Document only',
    key: 'SANDBOX-TEST-KEY_technology-ED-only_not-a-secret__',
    technologies: ['ED'],
  },
  {
    id: 'face',
    name: 'Face2Face only',
    key: 'SANDBOX-TEST-KEY_technology-F2F-only_not-a-secret_',
    technologies: ['F2F'],
  },
];

/** The API keys of the flows, by id. */
export const sandboxKeys = Object.fromEntries(sandboxFlows.map(({ id, key }) => [id, key])) as Readonly<
  Record<SandboxFlowId, string>
>;
