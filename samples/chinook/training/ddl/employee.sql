-- The shop's staff. Customers are looked after by those whose Title is 'Sales Support Agent'.
CREATE TABLE Employee (
    EmployeeId INTEGER NOT NULL,
    LastName   NVARCHAR(20) NOT NULL,
    FirstName  NVARCHAR(20) NOT NULL,
    Title      NVARCHAR(30),
    ReportsTo  INTEGER,              -- EmployeeId of the superior; NULL for the general manager
    BirthDate  DATETIME,
    HireDate   DATETIME,
    Address    NVARCHAR(70),
    City       NVARCHAR(40),
    State      NVARCHAR(40),
    Country    NVARCHAR(40),
    PostalCode NVARCHAR(10),
    Phone      NVARCHAR(24),
    Fax        NVARCHAR(24),
    Email      NVARCHAR(60),
    CONSTRAINT PK_Employee PRIMARY KEY (EmployeeId),
    FOREIGN KEY (ReportsTo) REFERENCES Employee (EmployeeId)
);
