import { Kbd, Modal, Switch, Table } from '@mantine/core';
import type { ReactElement } from 'react';
import { useSingleKeys } from './use-keys';

const keys = [
  ['J, K', 'next and previous in a list'],
  ['Enter', 'open it'],
  ['A', 'approve'],
  ['D', 'deny'],
  ['E', 'edit'],
  ['/', 'search'],
  ['?', 'show this'],
] as const;

export function KeysDialog({ opened, onClose }: { opened: boolean; onClose: () => void }): ReactElement {
  const [on, setOn] = useSingleKeys();
  return (
    <Modal opened={opened} onClose={onClose} title="Keys">
      <Table mb="md">
        <Table.Tbody>
          {keys.map(([key, what]) => (
            <Table.Tr key={key}>
              <Table.Td w={80}>
                {key.split(', ').map((one) => (
                  <Kbd key={one} mr={4}>
                    {one}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Switch label="Use these keys" checked={on} onChange={({ currentTarget }) => setOn(currentTarget.checked)} />
    </Modal>
  );
}
