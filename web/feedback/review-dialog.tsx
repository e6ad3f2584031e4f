import { Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { Check } from '../../src/contracts/cases';
import type { FlagItem, ReviewRequest } from '../../src/contracts/flags';
import { seaworthy } from '../seaworthy';
import { FormEnd } from '../shared/form-end';
import { CheckFields } from './check-fields';
import { useChange } from './use-change';

export function ReviewDialog({ flag, onClose }: { flag: FlagItem | undefined; onClose: () => void }): ReactElement {
  return (
    <Modal opened={flag !== undefined} onClose={onClose} title="Review a flag">
      {flag ? <ReviewForm flag={flag} onDone={onClose} /> : null}
    </Modal>
  );
}

const FIRST: Check = { check: 'concludes', path: 'action', is: '' };

function ReviewForm({ flag, onDone }: { flag: FlagItem; onDone: () => void }): ReactElement {
  const [review, setReview] = useState<ReviewRequest['review']>('confirmed');
  const [why, setWhy] = useState('');
  const [into, setInto] = useState('');
  const [check, setCheck] = useState<Check>(FIRST);
  const { mutate, isPending, error } = useChange(
    () => seaworthy.reviewFlag(flag.id, requestOf(review, { why, into, check })),
    onDone,
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate(undefined);
      }}
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed" lineClamp={4}>
          {flag.correction || 'Nothing was said of what would have been right.'}
        </Text>
        <Radio.Group label="What is it" value={review} onChange={(value) => setReview(value)}>
          <Group mt={4}>
            <Radio value="confirmed" label="Right" />
            <Radio value="rejected" label="Not so" />
            <Radio value="merged" label="Said before" />
          </Group>
        </Radio.Group>
        {review === 'confirmed' ? <CheckFields check={check} onChange={setCheck} /> : null}
        {review === 'merged' ? (
          <TextInput
            label="The other flag"
            value={into}
            onChange={({ currentTarget }) => setInto(currentTarget.value)}
            required
          />
        ) : null}
        <TextInput label="Why" value={why} onChange={({ currentTarget }) => setWhy(currentTarget.value)} required />
        <FormEnd
          busy={isPending}
          error={error}
          onCancel={onDone}
          submit={review === 'confirmed' ? 'Make a case of it' : 'Close it'}
        />
      </Stack>
    </form>
  );
}

function requestOf(
  review: ReviewRequest['review'],
  { why, into, check }: { why: string; into: string; check: Check },
): ReviewRequest {
  switch (review) {
    case 'confirmed':
      return { review, why, case: { expect: [check] } };
    case 'rejected':
      return { review, why };
    case 'merged':
      return { review, why, into };
  }
}
