-- Who buys. Everyone has bought at least once.
CREATE TABLE Customer (
    CustomerId   INTEGER NOT NULL,
    FirstName    NVARCHAR(40) NOT NULL,
    LastName     NVARCHAR(20) NOT NULL,
    Company      NVARCHAR(80),       -- NULL for private customers
    Address      NVARCHAR(70),
    City         NVARCHAR(40),
    State        NVARCHAR(40),       -- state, province or prefecture; NULL where the country has none in addresses
    Country      NVARCHAR(40),       -- in English: 'USA', 'Germany', 'Japan'
    PostalCode   NVARCHAR(10),
    Phone        NVARCHAR(24),
    Fax          NVARCHAR(24),
    Email        NVARCHAR(60) NOT NULL,
    SupportRepId INTEGER,            -- the employee who looks after this customer
    CONSTRAINT PK_Customer PRIMARY KEY (CustomerId),
    FOREIGN KEY (SupportRepId) REFERENCES Employee (EmployeeId)
);
