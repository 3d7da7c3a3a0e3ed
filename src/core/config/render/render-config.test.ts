import { describe, expect, test } from 'vitest';

import { mergeConfig } from '../edit/merge-config.ts';
import { parseConfig } from '../parse-config.ts';
import { renderConfig } from './render-config.ts';
import { renderConfigTemplate } from './render-template.ts';

const DRAFT = {
  fields: {
    model_framework: 'sklearn',
    python_version: 'py311',
    requirements: ['numpy==2.0', 'scikit-learn==1.5'],
    requirements_file: null,
    model_type: 'Model',
    runtime: { request_timeout: '1h' },
    signature: {
      inputs: [{ name: 'inputs', datatype: 'FP64', shape: [-1, 4] }],
      outputs: [],
    },
    model_metadata: { model_binary_dir: 'model', note: 'yes' },
  },
  requirementComments: ['the arrays', 'the model'],
};

function read(text: string): unknown {
  return parseConfig(text, { file: 'config.yaml' });
}

test('a new config says what differs from the defaults, and why', () => {
  const text = renderConfig(DRAFT);
  expect(text).toMatchInlineSnapshot(`
    "model_framework: sklearn
    python_version: py311

    # The Python packages that the model needs, one requirement of pip a line.
    requirements:
      - numpy==2.0  # the arrays
      - scikit-learn==1.5  # the model

    # What goes into the model and comes out of it.
    signature:
      inputs:
        - name: inputs
          datatype: FP64
          shape: [-1, 4]
      outputs: []

    # Anything: the model reads it from its config.
    model_metadata:
      model_binary_dir: model
      note: "yes"
    "
  `);
  const { requirementComments: _, ...draft } = DRAFT;
  expect(read(text)).toMatchObject({ issues: [], config: { ...draft.fields, runtime: { request_timeout: 3600 } } });
});

test('texts that look like something else are quoted', () => {
  const fields = {
    model_name: '1.0',
    description: 'a\n\n\nb: # c\n',
    environment_variables: { A: 'on', n: '2022-01-01' },
  };
  expect(read(renderConfig({ fields }))).toMatchObject({ issues: [], config: fields });
});

describe('a config that is made again', () => {
  const MINE = `# Mine
model_name: iris # a flower
requirements:
- NumPy==1.0 # old
- requests # for the API

runtime: {num_workers: 2}
model_metadata:
  mine: 1 # keep
  model_binary_dir: model # same
`;

  test('keeps what is of the user', () => {
    const { text, keptRequirements, changedRequirements } = mergeConfig(MINE, DRAFT);
    expect(text).toMatchInlineSnapshot(`
      "# Mine
      model_name: iris # a flower
      requirements:
      - numpy==2.0 # old
      - requests # for the API
      - scikit-learn==1.5  # the model

      runtime: {num_workers: 2, request_timeout: 1h}
      model_metadata:
        mine: 1 # keep
        model_binary_dir: model # same
        note: "yes"
      model_framework: sklearn
      python_version: py311
      model_type: Model

      signature:
        inputs:
          - name: inputs
            datatype: FP64
            shape: [-1, 4]
        outputs: []
      "
    `);
    expect(keptRequirements).toEqual(['requests']);
    expect(changedRequirements).toEqual([{ was: 'NumPy==1.0', now: 'numpy==2.0' }]);
  });

  test('has one line for a package of the draft, however many there were', () => {
    const before = `requirements:
  - numpy<1.20; python_version < "3.10"  # of old
  - requests
  - Numpy>=1.20; python_version >= "3.10"
  - scikit-learn==1.5
`;
    const { text, changedRequirements } = mergeConfig(before, { fields: { requirements: ['numpy==2.0'] } });
    expect(text).toBe('requirements:\n  - numpy==2.0  # of old\n  - requests\n  - scikit-learn==1.5\n');
    expect(changedRequirements.map(({ was }) => was)).toEqual([
      'numpy<1.20; python_version < "3.10"',
      'Numpy>=1.20; python_version >= "3.10"',
    ]);
  });

  test('stays as it is the second time', () => {
    const once = mergeConfig(MINE, DRAFT).text;
    expect(mergeConfig(once, DRAFT).text).toBe(once);
    const fresh = renderConfig(DRAFT);
    const { runtime: _, model_type: __, requirements_file: ___, ...fields } = DRAFT.fields;
    expect(mergeConfig(fresh, { ...DRAFT, fields }).text).toBe(fresh);
  });
});

describe('the template of init', () => {
  test('holds what is given, and is valid with every suggestion but one of requirements', () => {
    const text = renderConfigTemplate({ model_name: 'yes', requirements: ['numpy'] });
    expect(text).toMatchInlineSnapshot(`
      "# yaml-language-server: $schema=https://unpkg.com/truss/schema/config.schema.json
      # What is not said here has its default. Remove the "# " in front of a field to use it.

      model_name: "yes"

      requirements:
        - numpy

      ## What the model does, for people.
      # description: Tells the species of an iris from its measures.

      ## The version of Python, such as \`py311\`. Not given: that of the lock, else the one at hand.
      # python_version: py312

      ## A requirements.txt, pyproject.toml or uv.lock to take the packages from, instead of \`requirements\`.
      # requirements_file: requirements.txt

      ## Environment variables of the model's process. Not for secrets.
      # environment_variables:
      #   LOG_LEVEL: info

      ## The secrets that the model may read: name and default value (null: none). Real values do not go here.
      # secrets:
      #   api_key: null

      ## What the model may use of a machine.
      # resources:
      #   cpu: "2"
      #   memory: 4Gi

      ## How the model is served.
      # runtime:
      #   num_workers: 2
      #   request_timeout: 30s

      ## What goes into the model and comes out of it.
      # signature:
      #   inputs:
      #     - name: inputs
      #       datatype: FP64
      #       shape: [-1, 4]
      #   outputs:
      #     - name: predictions
      #       datatype: FP64
      #       shape: [-1]
      "
    `);
    expect(read(text)).toMatchObject({ issues: [], config: { model_name: 'yes', requirements: ['numpy'] } });
    const filled = text.replaceAll(/^# requirements_file.*\n/gm, '').replaceAll(/^# (?!What is|yaml-language)/gm, '');
    expect(read(filled)).toMatchObject({ issues: [], config: { runtime: { num_workers: 2, request_timeout: 30 } } });
  });
});
