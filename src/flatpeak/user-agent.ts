/** The package's version; a test compares it with package.json, whose place differs before and after the build. */
export const USER_AGENT = 'node-red-contrib-flatpeak/0.1.0';
