"""Starts a run with an e-invoice, waits for its end and fetches the Invoice Response, knowing nothing but /openapi.json.

    python3 start_and_wait.py http://127.0.0.1:7400 invoice.xml response.xml

Where people are checked, TOKEN is an access token; elsewhere the starter, who is local, starts the run.
"""

import json
import os
import sys
import urllib.parse
import urllib.request
import uuid

gateway, invoice, response = sys.argv[1:4]


token = os.environ.get("TOKEN")
who = {"Authorization": f"Bearer {token}"} if token else {"Seaworthy-As": "starter"}


def ask(method, path, body=None, headers=None):
    request = urllib.request.Request(gateway + path, data=body, method=method, headers={**who, **(headers or {})})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


description = json.loads(ask("GET", "/openapi.json"))
operations = {
    operation["operationId"]: (method.upper(), path)
    for path, methods in description["paths"].items()
    for method, operation in methods.items()
}


def call(operation_id, query=None, body=None, headers=None, **names):
    method, path = operations[operation_id]
    path = path.format(**{name: urllib.parse.quote(value) for name, value in names.items()})
    if query:
        path += "?" + urllib.parse.urlencode(query)
    return ask(method, path, body, headers)


with open(invoice, "rb") as file:
    started = json.loads(
        call(
            "startRun",
            name="invoice-exceptions",
            query={"filename": "invoice.xml"},
            body=file.read(),
            headers={"Content-Type": "application/xml", "Idempotency-Key": str(uuid.uuid4())},
        )
    )

while True:
    run = json.loads(call("getRun", id=started["run"], query={"wait": "30s", "until": "ended"}))
    if run["status"] == "ended":
        break

made = [document for document in run["documents"] if document["origin"] == "made"]
with open(response, "wb") as file:
    file.write(call("getDocument", id=made[0]["id"]))
print(json.dumps({"run": run["run"], "end": run["end"], "summary": run["result"]["summary"]}))
