import { isGrpcServiceError } from '@temporalio/client';

/** By which code of gRPC a call of Temporal failed; undefined for an error of another kind. */
export function grpcCode(error: unknown): number | undefined {
  return [error, (error as Error | undefined)?.cause].find(isGrpcServiceError)?.code;
}
