import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { RunStory } from '../../src/contracts/http';
import { MapDrawing } from '../map/map-drawing';
import { figuresQuery, mapQuery } from '../queries/figures';
import { Section } from '../shared/section';
import { Waiting } from '../shared/waiting';

/** The run's way through the map. Its steps are told below, so where there is no map nothing is missing. */
export function RunMap({ story: { workflow, path, end } }: { story: RunStory }): ReactElement | null {
  const { data: map, error } = useQuery(mapQuery(workflow));
  const { data: figures } = useQuery(figuresQuery(workflow));
  if (error) return null;
  return (
    <Section title="Its way">
      {map && figures ? (
        <MapDrawing map={map} figures={figures} path={end ? [...path, end] : path} maxHeight={460} />
      ) : (
        <Waiting lines={4} />
      )}
    </Section>
  );
}
