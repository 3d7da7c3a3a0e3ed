// What holds between folders rather than files. Tests are left out: what they share starts whole servers and command lines,
// and so stands above every folder that they lie in.
const { options } = require('./.dependency-cruiser.cjs');

module.exports = {
  forbidden: [
    {
      name: 'no-circles-of-folders',
      comment:
        'No folder imports itself through others: neither of two would be above the other, and every arrow drawn lie.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: { ...options, exclude: { path: ['^test/', '\\.test\\.ts$'] } },
};
