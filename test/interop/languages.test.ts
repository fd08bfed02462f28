/** Clients in other languages, with their standard libraries. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ForeignProgram } from '../support/foreign-program.ts';
import { temporaryFolder } from '../support/lab-process.ts';
import { providePrograms } from '../support/programs.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

const there = await providePrograms('python3-requests', 'javac');

const python = `
import requests, sys
with requests.get(sys.argv[1], stream=True, timeout=30) as answer:
    for line in answer.iter_lines(decode_unicode=True):
        print(line, flush=True)
`;

describe.skipIf(!there)('Python', () => {
  it('reads an event stream with requests.iter_lines() as it arrives', async () => {
    const lab = await startTestLab();
    const reading = new ForeignProgram('/usr/bin/python3', ['-c', python, `${lab.url}/stream/sse`]);
    await reading.says('event: hello');
    await appendNumbers(lab, 1);
    await reading.says('"data":1');
  });
});

/** Its default version is HTTP/2, so each request without TLS offers h2c and has a body. */
const java = `
import java.net.URI;
import java.net.http.*;
class Asks {
  public static void main(String[] args) throws Exception {
    var client = HttpClient.newHttpClient();
    var root = URI.create(args[0]);
    var publish = HttpRequest.newBuilder(root.resolve("/publish")).header("Content-Type", "application/json")
      .POST(HttpRequest.BodyPublishers.ofString("{\\"event\\":\\"news\\",\\"data\\":\\"from Java\\"}")).build();
    var poll = HttpRequest.newBuilder(root.resolve("/stream/polling?after=earliest")).build();
    for (var request : new HttpRequest[] { publish, poll }) {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      System.out.println(answer.version() + " " + answer.statusCode() + " " + answer.body());
    }
    System.out.println("done");
  }
}
`;

describe.skipIf(!there)('Java', () => {
  it('publishes and polls with an HttpClient that offers h2c', async () => {
    const lab = await startTestLab();
    const file = join(temporaryFolder(), 'Asks.java');
    writeFileSync(file, java);
    const asking = new ForeignProgram('/usr/bin/java', ['-Xshare:auto', '-XX:TieredStopAtLevel=1', file, lab.url]);
    await asking.says('done');
    const [published, polled] = asking.said.split('\n');
    expect(published).toMatch(/^HTTP_1_1 201 \{"id":"\w+-1"\}$/);
    expect(polled).toMatch(/^HTTP_1_1 200 .*"data":"from Java"/);
  });
});
