/** What the sample account logs in with. Open to everyone and worth nothing: FlatPeak itself refuses both. */
export const SAMPLE_ACCOUNT_ID = 'acc_sample';
export const SAMPLE_API_KEY = 'sk_test_sample_data_only';
