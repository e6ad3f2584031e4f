import type {
  AdmissionItem,
  AdmissionList,
  AdmissionRequest,
  ReadinessReport,
  Waiver,
  WaiverList,
  WaiverRequest,
} from '../contracts/readiness';

/** The part of the client that is about whether workflows are fit for production. */
export interface ReadinessClient {
  /** Whether a workflow is fit for production, by evidence. `at`: for so many runs a month instead of those it declares. */
  readiness(workflow: string, options?: { environment?: string; at?: number }): Promise<ReadinessReport>;
  /** Says that a criterion need not hold until then; `until` null takes it back. Gives the waivers in force. */
  waive(workflow: string, waiver: WaiverRequest): Promise<Waiver[]>;
  /** Lets it run in an environment where it runs only when it is admitted, in the version that it has now. */
  admit(workflow: string, admission: AdmissionRequest): Promise<AdmissionItem>;
  /** The last for each environment. */
  admissions(workflow: string): Promise<AdmissionItem[]>;
}

type Call = <T>(
  method: string,
  path: string,
  sent?: { query?: Record<string, string | number | undefined>; json?: object },
) => Promise<T>;

export function readinessCalls(call: Call): ReadinessClient {
  return {
    readiness: (workflow, options = {}) =>
      call('GET', `/v1/workflows/${encodeURIComponent(workflow)}/readiness`, { query: options }),
    waive: async (workflow, waiver) =>
      (await call<WaiverList>('POST', `/v1/workflows/${encodeURIComponent(workflow)}/waivers`, { json: waiver }))
        .waivers,
    admit: (workflow, admission) =>
      call('POST', `/v1/workflows/${encodeURIComponent(workflow)}/admissions`, { json: admission }),
    admissions: async (workflow) =>
      (await call<AdmissionList>('GET', `/v1/workflows/${encodeURIComponent(workflow)}/admissions`)).admissions,
  };
}
