/** The properties of a connection, and of its jump host, that may hold the text of a secret. */
export const secretProperties = ["password", "privateKey", "passphrase", "clientKey"] as const;
