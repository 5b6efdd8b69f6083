// A real OpenID provider on loopback, with one client and its own pages to sign in on: node provider.mjs FOLDER PORT CLIENT_URL
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, port, client] = process.argv.slice(2);
const resolved = createRequire(`${folder}/`).resolve("oidc-provider");
const { default: Provider } = await import(pathToFileURL(resolved));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "tillit",
      client_secret: "hemmelig-hos-tilbyderen",
      redirect_uris: [`${client}/oidc/tilbake`],
    },
  ],
  pkce: { required: () => true },
  cookies: { keys: ["bare-for-proven"] },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
