import { AIMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { END, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import pg from 'pg';
import { callModel, callTool, prompt } from './calls.mjs';
import { drive } from './drive.mjs';

const sent = {
  human: ({ content }) => ({ role: 'user', content }),
  ai: ({ content, tool_calls }) => ({
    role: 'assistant',
    content: [
      { type: 'text', text: content },
      ...tool_calls.map(({ id, name, args }) => ({ type: 'tool_use', id, name, input: args })),
    ],
  }),
  tool: ({ tool_call_id, content }) => ({
    role: 'user',
    content: [{ type: 'tool_result', tool_use_id: tool_call_id, content }],
  }),
};

async function model({ messages }) {
  const { id, content } = await callModel(messages.map((message) => sent[message.getType()](message)));
  const text = content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('');
  const uses = content.filter(({ type }) => type === 'tool_use');
  const tool_calls = uses.map((use) => ({ id: use.id, name: use.name, args: use.input, type: 'tool_call' }));
  return { messages: [new AIMessage({ id, content: text, tool_calls })] };
}

async function tools({ messages }) {
  const results = [];
  for (const { id, name, args } of messages.at(-1).tool_calls)
    results.push(new ToolMessage({ tool_call_id: id, name, content: await callTool(name, args) }));
  return { messages: results };
}

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
const checkpointer = new PostgresSaver(pool);
await checkpointer.setup();
const graph = new StateGraph(MessagesAnnotation)
  .addNode('model', model)
  .addNode('tools', tools)
  .addEdge(START, 'model')
  .addConditionalEdges('model', ({ messages }) => (messages.at(-1).tool_calls?.length ? 'tools' : END), ['tools', END])
  .addEdge('tools', 'model')
  .compile({ checkpointer });

drive(
  async (turns, bytes, id) => {
    const asked = { messages: [new HumanMessage(prompt(turns, bytes))] };
    // `sync`: a checkpoint is stored before the next step begins, as with every other peer here.
    const { messages } = await graph.invoke(asked, {
      configurable: { thread_id: id },
      recursionLimit: 10_000,
      durability: process.env.DURABILITY,
    });
    return messages.filter((message) => message.getType() === 'ai').length;
  },
  { stop: () => pool.end() },
);
