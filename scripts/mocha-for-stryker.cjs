// Stryker 9 asks for files of mocha without saying how their names end, and mocha 12 ends them in `.cjs`.
require.extensions['.cjs'] ??= require.extensions['.js'];
