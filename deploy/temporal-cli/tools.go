//go:build tools

// Package tools pins the Temporal CLI that the project builds when it finds none.
package tools

import _ "github.com/temporalio/cli/cmd/temporal"
