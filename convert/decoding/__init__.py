"""How bytes become text: one module for each question that `convert.decode.decode` asks.

`codes` names what can be told of a file; `likelihood` says how Chinese a text looks; `charsets` knows the encodings and
their corrections; `reading` decodes with a record of every lost byte (`spans`),
`align` puts damaged lines in step; `evidence` chooses the encoding; `mixed` looks at
each line by itself; `mojibake` undoes text that was stored wrongly decoded; `foreign` tells what is not Chinese;
`rebuild` gives the bytes back. Nothing here touches a file.
"""
