import semver from 'semver';
export const run = () => [semver.satisfies('1.4.2', '^1.2.0'), semver.sort(['2.0.0', '1.10.0', '1.9.0'])];
export const expected = [true, ['1.9.0', '1.10.0', '2.0.0']];
