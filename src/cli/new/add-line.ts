/** A list of exports with one line more, in the order of what they are from; comments stay at the head. */
export function addLine(text: string, line: string): string {
  const lines = text.split('\n').filter((each) => each !== '' && each !== 'export {};');
  const head = lines.filter((each) => !each.startsWith('export '));
  const from = (each: string): string => /from '(.*)'/.exec(each)?.[1] ?? each;
  const all = [...new Set([...lines.filter((each) => each.startsWith('export ')), line])];
  return [...head, ...all.sort((a, b) => from(a).localeCompare(from(b), 'en')), ''].join('\n');
}
