import { expect, test } from 'vitest';

import { bodyForm, contentTypeOf } from './body-form.ts';
import { Form } from './frame.ts';

test.each([
  [undefined, Form.JSON],
  ['application/json', Form.JSON],
  ['Application/JSON; charset=utf-8', Form.JSON],
  ['application/cloudevents+json', Form.JSON],
  ['application/x-www-form-urlencoded', Form.JSON],
  ['application/octet-stream', Form.MSGPACK],
  ['application/msgpack', Form.MSGPACK],
  ['text/csv', Form.TEXT],
  ['application/xml', Form.TEXT],
  ['image/svg+xml', Form.RAW],
  ['image/png', Form.RAW],
  ['', Form.JSON],
])('a body of %s has form %i', (contentType, form) => {
  expect(bodyForm(contentType)?.form).toBe(form);
});

test('only forms that do not imply it get the content type, as it came', () => {
  expect(bodyForm('application/json; charset=utf-8')?.contentType).toBeNull();
  expect(bodyForm('Text/CSV; header=present')?.contentType).toBe('Text/CSV; header=present');
});

test('of the multipart bodies only forms can be read', () => {
  const contentType = 'multipart/form-data; boundary=x';
  expect(bodyForm(contentType)).toEqual({ form: Form.FORM, contentType });
  expect(bodyForm('multipart/mixed; boundary=x')).toBeNull();
});

test.each([
  [Form.JSON, 'application/json'],
  [Form.V2_JSON, 'application/json'],
  [Form.TEXT, 'text/plain; charset=utf-8'],
  [Form.MSGPACK, 'application/octet-stream'],
  [Form.RAW, 'application/octet-stream'],
])('an answer of form %i is %s', (form, contentType) => {
  expect(contentTypeOf(form)).toBe(contentType);
});
