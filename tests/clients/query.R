# Asks the endpoint named first the query named second, with the package SPARQL and then with what R
# has itself, and prints both tables.
suppressPackageStartupMessages(library(SPARQL))
asked <- commandArgs(trailingOnly = TRUE)
found <- SPARQL(asked[1], asked[2], curl_args = list(.encoding = "UTF-8"))
write.csv(found$results, row.names = FALSE)
address <- paste0(asked[1], "?format=csv&query=", URLencode(asked[2], reserved = TRUE))
write.csv(read.csv(address, encoding = "UTF-8"), row.names = FALSE)
