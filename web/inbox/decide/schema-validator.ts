import { toErrorSchema, validationDataMerge } from '@rjsf/utils';
import type { RJSFSchema, RJSFValidationError, ValidatorType } from '@rjsf/utils';
import { z } from 'zod';

// The page may not make code of text (Content-Security-Policy); other validators of JSON Schema, and zod by default, do.
z.config({ jitless: true });

/** Validates by zod, as the gateway does. */
export const schemaValidator: ValidatorType = {
  validateFormData: (data, schema) => {
    const errors = errorsOf(schema, data);
    return validationDataMerge({ errors, errorSchema: toErrorSchema(errors) }, undefined);
  },
  isValid: (schema, data) => errorsOf(schema, data).length === 0,
  rawValidation: (schema, data) => ({ errors: errorsOf(schema, data) as never[] }),
};

function errorsOf(schema: RJSFSchema, data: unknown): RJSFValidationError[] {
  const parsed = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(data);
  return (parsed.error?.issues ?? []).map((issue) => {
    const message = messageOf(issue);
    return { property: `.${issue.path.join('.')}`, message, stack: message };
  });
}

/** What is wrong, for people; the description of the field says what is right. */
function messageOf({ code, message }: z.core.$ZodIssue): string {
  switch (code) {
    case 'invalid_format':
      return 'This does not have the right form.';
    case 'invalid_type':
    case 'invalid_value':
    case 'invalid_union':
      return 'Say something here.';
    default:
      return message;
  }
}
