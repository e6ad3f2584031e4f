import { queryOptions } from '@tanstack/react-query';
import { seaworthy } from '../seaworthy';

/** The steps of a workflow. */
export const mapQuery = (workflow: string) =>
  queryOptions({ queryKey: ['map', workflow], queryFn: () => seaworthy.map(workflow), staleTime: Infinity });

/** How its steps were gone through lately. */
export const figuresQuery = (workflow: string) =>
  queryOptions({ queryKey: ['figures', workflow], queryFn: () => seaworthy.figures(workflow) });

/** How runs stand, and how it went by day. */
export const overviewQuery = queryOptions({ queryKey: ['overview'], queryFn: () => seaworthy.overview() });

/** What a month of so many runs would cost. */
export const projectionQuery = (workflow: string, at: number) =>
  queryOptions({ queryKey: ['projection', workflow, at], queryFn: () => seaworthy.projection(workflow, { at }) });
