import { proxyActivities } from '@temporalio/workflow';

const { callModel, callTool } = proxyActivities({ startToCloseTimeout: '10 seconds' });

export async function agent(turns, bytes) {
  const messages = [{ role: 'user', content: `N=${turns} P=${bytes} Look up the items one by one and then answer.` }];
  for (let turn = 1; ; turn++) {
    const { content } = await callModel(messages);
    messages.push({ role: 'assistant', content });
    const use = content.find(({ type }) => type === 'tool_use');
    if (!use) return turn;
    const result = await callTool(use.name, use.input);
    messages.push({ role: 'user', content: [{ type: 'tool_result', tool_use_id: use.id, content: result }] });
  }
}
