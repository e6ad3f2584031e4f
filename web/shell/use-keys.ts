import { useHotkeys, useLocalStorage } from '@mantine/hooks';

/** Keys without Ctrl or Alt can be switched off: who dictates would press them unawares (WCAG 2.2, 2.1.4). */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const [on, setOn] = useLocalStorage({ key: 'seaworthy-keys', defaultValue: true });
  return [on, setOn];
}

/** Keys of a page; not while one writes. */
export function useKeys(keys: [key: string, act: () => void][]): void {
  const [on] = useSingleKeys();
  useHotkeys(on ? keys.map(([key, act]) => [key, act, { usePhysicalKeys: false }]) : []);
}
