import { expect, test } from 'vitest';

import { serveModel } from '../../../../../test/support/served-model.ts';

const DESCRIBE = `
class Model:
    def predict(self, form):
        file = form["file"]
        return {"name": file.filename, "type": file.content_type, "size": len(file), "language": form["language"]}
`;

test('a form with a file comes to the model', async () => {
  const served = await serveModel(DESCRIBE);
  const form = new FormData();
  form.append('language', 'größer');
  form.append('file', new File([new Uint8Array(3_000_000)], 'a "b".wav', { type: 'audio/wav' }));
  const response = await fetch(`${served.url}/v1/models/model:predict`, { method: 'POST', body: form });
  const answer = { name: 'a "b".wav', type: 'audio/wav', size: 3_000_000, language: 'größer' };
  expect([response.status, await response.json()]).toEqual([200, answer]);
});

test('a form that is cut short says where', async () => {
  const served = await serveModel(DESCRIBE);
  const headers = { 'content-type': 'multipart/form-data; boundary=x' };
  const response = await served.predict('--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1', { headers });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    error: 'The form in the body cannot be read: part 1 is cut short: no boundary follows it',
    code: 'REQUEST_BODY_INVALID',
  });
});
