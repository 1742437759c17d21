-- One purchase. Total is the sum of UnitPrice * Quantity over its lines, in US dollars.
CREATE TABLE Invoice (
    InvoiceId         INTEGER NOT NULL,
    CustomerId        INTEGER NOT NULL,
    InvoiceDate       DATETIME NOT NULL, -- 'YYYY-MM-DD 00:00:00', 2021 to 2025
    BillingAddress    NVARCHAR(70),
    BillingCity       NVARCHAR(40),
    BillingState      NVARCHAR(40),
    BillingCountry    NVARCHAR(40),
    BillingPostalCode NVARCHAR(10),
    Total             NUMERIC(10, 2) NOT NULL,
    CONSTRAINT PK_Invoice PRIMARY KEY (InvoiceId),
    FOREIGN KEY (CustomerId) REFERENCES Customer (CustomerId)
);
