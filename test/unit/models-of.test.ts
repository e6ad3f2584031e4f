// Pure: no server, no database.
import { modelsOf } from '../../src/agents/models-of';

const agent = { name: 'a', models: ['dear', 'middling', 'cheap'] as const };

it('a step uses the models that it names, in the order of its agent, or all', () => {
  expect(modelsOf(agent, { purpose: 'p' })).toEqual(['dear', 'middling', 'cheap']);
  expect(modelsOf(agent, { purpose: 'p', models: ['cheap', 'middling'] })).toEqual(['middling', 'cheap']);
});

it.each([[[]], [['unheard-of']], [['cheap', 'unheard-of']]])('it may not name %j', (models) => {
  expect(() => modelsOf(agent, { purpose: 'p', models })).toThrow('its agent a has dear, middling, cheap');
});
