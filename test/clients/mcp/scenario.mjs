// What every client does, whichever of the SDKs it is made of.

/**
 * Calls tools in every way and prints what came. `call`: of a tool by its name with arguments, and options with `onprogress` and `signal`.
 */
export async function tryTools(client, call) {
  const listed = await client.listTools();
  const names = listed.tools.map(({ name }) => name);
  const sum = await call('adder_predict', { a: 2 });
  const wrong = await call('adder_predict', { a: 'x' });
  const failed = await call('ways_predict', { do: 'fail' });
  const picture = await call('ways_predict', { do: 'paint' });
  const sound = await call('ways_predict', { do: 'play' });
  const told = [];
  const counted = await call('ways_predict', { do: 'count' }, { onprogress: ({ message }) => told.push(message) });
  const unknown = await call('nothing', {}).then(
    () => 'called',
    ({ code, message }) => ({ code, message }),
  );
  const cancelled = await cancel(call);
  const schema = listed.tools.find(({ name }) => name === 'adder_predict').outputSchema?.properties;
  const results = { names, schema, sum, wrong, failed, picture, sound, told, counted, unknown, cancelled };
  console.log(JSON.stringify(results));
}

async function cancel(call) {
  const leaving = new AbortController();
  const options = { signal: leaving.signal, onprogress: () => leaving.abort('enough') };
  return call('ways_predict', { do: 'hang' }, options).then(
    () => 'answered',
    () => 'cancelled',
  );
}

/** The program and its arguments that speak over stdin, or the address: what the words of this process say. */
export function target() {
  const [, , first, ...rest] = process.argv;
  return first.startsWith('http')
    ? { url: new URL(first) }
    : { stdio: { command: first, args: rest, env: process.env } };
}
