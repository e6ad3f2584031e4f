import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import type { ReactElement } from 'react';
import type { WorkflowFigures } from '../../src/contracts/figures';
import type { WorkflowMap } from '../../src/contracts/http';
import { BOX } from '../../src/drawing/graph-of';
import { duration } from '../shared/duration';
import { Failed } from '../shared/failed';
import { inWords } from '../shared/in-words';
import { formatMoney } from '../shared/money';
import { Waiting } from '../shared/waiting';
import { layoutOf } from './layout';
import classes from './map-drawing.module.css';
import { successOf, waysOf } from './ways-of';
import type { Way } from './ways-of';

interface Props {
  map: WorkflowMap;
  figures: WorkflowFigures;
  /** Of one run: its steps and end are lit, in the place of figures. */
  path?: readonly string[];
  maxHeight?: number;
}

/** The workflow as a drawing. MapTable says the same in words. */
export function MapDrawing({ map, figures, path, maxHeight }: Props): ReactElement {
  const title = useId();
  const arrow = useId();
  const ways = waysOf(map, figures, path);
  const joined = new Set(ways.flatMap(({ from, to }) => [from, to]));
  const known = Object.keys(map.steps);
  const steps = [...known.filter((step) => joined.has(step)), ...[...joined].filter((step) => !known.includes(step))];
  const apart = known.filter((step) => !joined.has(step));
  const { data: layout, error } = useQuery({
    queryKey: ['layout', map.name, steps, ways.map(({ from, to }) => `${from} ${to}`)],
    queryFn: () => layoutOf(steps, ways),
    staleTime: Infinity,
  });
  if (error) return <Failed error={error} />;
  if (!layout) return <Waiting lines={8} />;
  const { width, height, boxes, lines } = layout;
  const gone = new Set(path?.slice(1).map((to, index) => `${path[index]} ${to}`));
  const isLit = ({ from, to }: Way): boolean => gone.has(`${from} ${to}`);
  return (
    <>
      <div className={classes.scroll} style={{ maxHeight }} tabIndex={0} role="region" aria-label="Map, to scroll">
        <svg
          className={classes.map}
          viewBox={`-4 -4 ${width + 8} ${height + 8}`}
          width={width + 8}
          height={height + 8}
          role="img"
          aria-labelledby={title}
        >
          <title id={title}>
            {path
              ? `The way of this run: ${path.map(inWords).join(', ')}.`
              : `Steps of ${map.name} and the ways between them. The table below says the same.`}
          </title>
          <defs>
            {['ordinary', 'exception', 'lit'].map((kind) => (
              <marker
                key={kind}
                id={`${arrow}-${kind}`}
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                orient="auto"
              >
                <path d="M0,0 L8,4 L0,8 z" className={classes[kind]} />
              </marker>
            ))}
          </defs>
          {[...lines]
            .sort((a, b) => Number(isLit(a.way)) - Number(isLit(b.way)))
            .map(({ way, points }) => {
              const kind = isLit(way) ? 'lit' : way.exception ? 'exception' : 'ordinary';
              return (
                <polyline
                  key={`${way.from} ${way.to} ${way.exception}`}
                  points={points}
                  className={classes.way}
                  data-kind={kind}
                  data-faint={path !== undefined || (way.exception && way.count === 0)}
                  markerEnd={`url(#${arrow}-${kind})`}
                />
              );
            })}
          {boxes.map(({ step, x, y }) => (
            <g
              key={step}
              transform={`translate(${x} ${y})`}
              className={classes.step}
              data-kind={map.steps[step]?.kind ?? 'end'}
              data-state={path ? (path.includes(step) ? 'lit' : 'faint') : undefined}
            >
              <rect {...BOX} rx="8" />
              <rect width="5" height={BOX.height} rx="2" className={classes.mark} />
              <text x="16" y="24" className={classes.name}>
                {inWords(step)}
              </text>
              <text x="16" y="45" className={classes.figures}>
                {path ? (map.steps[step]?.kind ?? 'end') : figuresOf(figures, step)}
              </text>
            </g>
          ))}
        </svg>
      </div>
      {path === undefined && apart.length > 0 ? (
        <Text size="sm" c="dimmed" mt="sm">
          Not reached by these runs: {apart.map(inWords).join(', ')}.
        </Text>
      ) : null}
    </>
  );
}

/** `15 × · 98 % · 1.2 s · $0.02`, as far as there is something to say. */
function figuresOf(figures: WorkflowFigures, step: string): string {
  const { entered = 0, p50Ms = null, usd = '0' } = figures.steps[step] ?? {};
  if (entered === 0) return 'never yet';
  const success = successOf(figures, step) ?? 1;
  return [
    `${entered} ×`,
    success < 1 ? `${Math.floor(success * 100)} %` : '',
    p50Ms ? duration(p50Ms) : '',
    usd === '0' ? '' : formatMoney(Number(usd).toFixed(2), 'USD'),
  ]
    .filter(Boolean)
    .join(' · ');
}
